"""The simulator's own signature and cipher agree with signatures of the real service's protocol."""

import pytest

from simulators.rpnow_signature import Account, canonical_form, decrypt_password, sign

DATE = 'DATE'  # the vectors are signed with this word in the place of a date
ACCOUNT = Account(
    organization='the-org',
    key_id='key-id',
    secret_key='4B230FA45A6EC5AE8FDE2AFFACFABAA16D8A3D0B',
    crypto_key='123456789123456712345678',
)
SIGNED_FORMS = [
    pytest.param(
        {'a': '', 'b': None, 'c': 0, 'd': 0.0, 'e': [], 'f': {}, 'g': '0'},
        'a:\nb:null\nc:null\nd:null\ng:0\n',
        'kbY7NLd2asO0tIhqBQ8Wup6QcGQda2F62HSX9oOqfr0=',
        id='empty values',
    ),
    pytest.param(
        {'t': True, 'f': False, 'list': [True, False], 'n': {'x': True}},
        'f:false\nlist.0:True\nlist.1:False\nn.x:true\nt:true\n',
        'f6mMK8PMwuz79xuZ1srIv6aTMRmS9vLiq6va3a42ycs=',
        id='truth values',
    ),
    pytest.param(
        {'b': 1, 'B': 2, 'a1': 3, 'a': 4, '_': 5, 'é': 6},
        'B:2\n_:5\na:4\na1:3\nb:1\né:6\n',
        'q05MUWZJCpo7L5hABKkT0R8fGh3HzMb2dgD4kaUYyMU=',
        id='order of keys',
    ),
    pytest.param(
        {'outer': {'inner': 'v', 'deep': {'deeper': 'w'}}},
        'deep.deeper:w\nouter.inner:v\n',
        'GM1XIObmo6T/vrJ2sBTmwsTXJVGJ51qHfpdjpbmRv+Q=',
        id='nested objects',
    ),
    pytest.param(
        {'l': ['x', 1, {'k': 'v', 'j': [1, {'z': 'y'}]}], 't': [[1, 2], {'d': {'e': 'f'}}]},
        'l.0:x\nl.1:1\nj.0:1\nj.1.z:y\nl.2.k:v\nt.0:[1, 2]\nd.e:f\n',
        '6hLsmFnMlLSnovIA6UBvzD4gA9YfxqTqaiiaWf7f5vY=',
        id='lists',
    ),
    pytest.param(
        {'o': {'l': ['p', {'q': 'r'}], 's': 't'}},
        'l.0:p\nl.1.q:r\no.s:t\n',
        'TTAhYXueaGkWXrIo9kaGtVz+jJ8KCew0LYF8A/1f2fo=',
        id='list in an object',
    ),
    pytest.param(
        {'name': 'Zoë 北京', 'clé': 'välue'},
        'clé:välue\nname:Zoë 北京\n',
        'jWjalP/SqhlRhm8pbP7s/d5hDvjMPGIS9pc26eQKGNY=',
        id='all alphabets',
    ),
]


@pytest.mark.parametrize(('body', 'canonical', 'signature'), SIGNED_FORMS)
def test_canonical_form_and_signature(body: dict[str, object], canonical: str, signature: str) -> None:
    assert canonical_form(body) == canonical
    assert sign(body, date=DATE, account=ACCOUNT) == f'SSI key-id:{signature}'


def test_a_registration_as_it_is_sent() -> None:
    body = {
        'examCode': '0F3A2B1C-1111-4222-8333-444455556666',
        'organization': 'the-org',
        'duration': 90,
        'reviewedExam': True,
        'reviewerNotes': 'Closed Book',
        'examPassword': 'j9CVPB1UTwl5GzSEwgMjDVsccejVyLVilLtHAHErnc1yNAZgwcuiIA==',
        'examSponsor': 'The Sponsor',
        'examName': 'Midterm',
        'ssiProduct': 'rp-now',
        'examUrl': (
            'https://lms.example.com/api/edx_proctoring/proctoring_launch_callback/start_exam/'
            '0F3A2B1C-1111-4222-8333-444455556666'
        ),
        'orgExtra': {
            'examStartDate': 'Thu, 29 Feb 2024 23:30:05 GMT',
            'examEndDate': 'Fri, 01 Mar 2024 01:00:05 GMT',
            'noOfStudents': 1,
            'examID': 7,
            'courseID': 'course-v1:Org+Num+Run',
            'firstName': 'Ada',
            'lastName': 'Lovelace',
        },
    }

    signature = sign(body, date='Thu, 29 Feb 2024 23:30:05 GMT', account=ACCOUNT)

    assert signature == 'SSI key-id:5kvEwjNHOCZA9gPdcOS5coFSjH9pWUli3iGBzD5/tWM='


def test_exam_password() -> None:
    cipher_text = 'j9CVPB1UTwl5GzSEwgMjDVsccejVyLVilLtHAHErnc1yNAZgwcuiIA=='

    assert decrypt_password(cipher_text, account=ACCOUNT) == '0F3A2B1C-1111-4222-8333-444455556666'


@pytest.mark.parametrize('key', ['short', '12345678' * 3], ids=['length', 'three equal parts'])
def test_a_key_that_3des_cannot_use_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r'.'):
        Account(crypto_key=key)

"""Course exports in the shapes that real ones have: the files of each, by what is special about it."""

from __future__ import annotations

from tests.demo.exports import sequential

CHOICES = '<choice correct="{}">A</choice><choice correct="false">B</choice>'
GOOD = '<problem url_name="good"><stringresponse answer="a"><label>A?</label><textline/></stringresponse></problem>'
EXAM = 'is_time_limited="true" default_time_limit_minutes="30"'


def one_unit(content: str, attributes: str = '') -> dict[str, str]:
    return {'course/run.xml': sequential(attributes, content=content + GOOD)}


def one_problem(content: str) -> dict[str, str]:
    return one_unit(f'<problem url_name="odd" display_name="Odd">{content}</problem>')


def single_choice(correct: str) -> str:
    group = f'<choicegroup type="MultipleChoice">{CHOICES.format(correct)}</choicegroup>'
    return f'<multiplechoiceresponse partial_credit="points">{group}</multiplechoiceresponse>'


PARTIAL_CREDIT = one_problem(single_choice('partial'))
EXPRESSION = one_problem(
    '<numericalresponse answer="9.3*10^7"><label>How far?</label>'
    '<responseparam type="tolerance" default="1%"/><formulaequationinput/></numericalresponse>'
)
TOLERANCES = one_problem(
    '<numericalresponse answer="2"><responseparam type="tolerance" default="1/4"/><textline/></numericalresponse>'
    '<numericalresponse answer="[2*10^2, 1e3)"><additional_answer answer="-1"/><formulaequationinput/>'
    '</numericalresponse>'
)
JUMP_LINKS = one_unit(
    '<html url_name="text"><p><a href="/jump_to_id/good">On</a> <a href="/jump_to_id/nowhere">Away</a></p></html>'
)
BLANKS_IN_NAMES = {
    'course/run.xml': '<course display_name="Blanks"><chapter url_name="First week"/></course>',
    'chapter/First week.xml': '<chapter display_name="Week"><sequential url_name="A lesson"/></chapter>',
    'sequential/A_lesson.xml': f'<sequential display_name="Lesson"><vertical url_name="v">{GOOD}'
    '<html url_name="My page" filename="My page"/></vertical></sequential>',
    'html/My page.html': '<p><img src="/static/a_map_(1).png" alt="A map"></p>',
    'static/a map (1).png': 'a picture',
}
DROPDOWNS = one_problem(
    "<optionresponse><label>Color?</label><optioninput options=\"('red','it\\'s blue')\" correct=\"red\"/>"
    '</optionresponse>'
    '<optionresponse><p>Size? <optioninput label="Size"><option correct="False">S</option>'
    '<option correct="True">L<optionhint>Yes</optionhint></option></optioninput></p></optionresponse>'
)
ODD_PLACES = {
    'course/run.xml': f"""<course display_name="Odd" enable_timed_exams="true">
  <chapter url_name="c1">
    <vertical url_name="v1" display_name="Unit in a section">{GOOD}</vertical>
    <sequential url_name="s1" display_name="Lesson">
      {GOOD.replace('good', 'p1')}
      <vertical url_name="v2"><vertical url_name="v3">{GOOD.replace('good', 'p2')}</vertical></vertical>
      <wrapper url_name="w1">{GOOD.replace('good', 'p3')}</wrapper>
    </sequential>
    <problem url_name="p4" display_name="Alone"><p>Text</p>loose words<stringresponse answer="a">Why?<textline/>
    </stringresponse></problem>
  </chapter>
  <sequential url_name="s2" display_name="Lesson in the course">
    <vertical url_name="v4">{GOOD.replace('good', 'p5')}</vertical>
  </sequential>
</course>
"""
}
CDATA = one_unit('<html url_name="text"><![CDATA[<h3>A title</h3><p>5 < 6<script>alert(1)</script></p>]]></html>')
STAFF_ONLY = {
    'course/run.xml': f"""<course display_name="Hidden" enable_timed_exams="true">
  <chapter url_name="c1" display_name="Secret" visible_to_staff_only="true">
    <sequential url_name="s1" display_name="Secret lesson"><vertical url_name="v1">{GOOD}</vertical></sequential>
  </chapter>
  <chapter url_name="c2" display_name="Open">
    <sequential url_name="s2" display_name="Open lesson">
      <vertical url_name="v2" display_name="Open unit">{GOOD.replace('good', 'p2')}</vertical>
      <vertical url_name="v3" display_name="Secret unit" visible_to_staff_only="true">{GOOD.replace('good', 'p3')}
      </vertical>
    </sequential>
  </chapter>
</course>
"""
}
NO_SWITCH = {
    'course/run.xml': sequential(EXAM, content=GOOD)
    .replace('enable_timed_exams="true"', '')
    .replace('enable_proctored_exams="true"', '')
}
TIMED_SWITCH_ONLY = {
    'course/run.xml': sequential(f'{EXAM} is_proctored_enabled="true" is_practice_exam="true"', content=GOOD).replace(
        'enable_proctored_exams="true"', ''
    )
}
MANY_KINDS = one_unit(
    '<video url_name="film" display_name="A film"/><discussion/><lti_consumer url_name="lti"/>'
    '<problem url_name="code"><customresponse cfn="check"><textline/></customresponse></problem>'
    '<problem url_name="broken"/><html url_name="gone" filename="gone"/><vertical url_name="gone"/>'
)
SIMPLE = one_unit('<html url_name="text" display_name="Text"><p>Words</p></html>', EXAM)

SHAPES = {
    'partial credit': PARTIAL_CREDIT,
    'expression': EXPRESSION,
    'tolerances and ranges': TOLERANCES,
    'links to parts': JUMP_LINKS,
    'blanks in names': BLANKS_IN_NAMES,
    'dropdowns': DROPDOWNS,
    'odd places': ODD_PLACES,
    'CDATA': CDATA,
    'staff only': STAFF_ONLY,
    'exams not switched on': NO_SWITCH,
    'proctoring not switched on': TIMED_SWITCH_ONLY,
    'blocks of many kinds': MANY_KINDS,
    'nothing special': SIMPLE,
}

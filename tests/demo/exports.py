"""Small course exports to read."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

COURSE = '<course url_name="run" org="Org" course="Num"/>'
PROBLEM = """
<problem url_name="p1" display_name="Capital">
  <stringresponse answer="Paris" type="ci"><label>Capital of France?</label><textline/></stringresponse>
</problem>
"""


def sequential(attributes: str = '', *, content: str = PROBLEM) -> str:
    """A course with one section that has these attributes, in one file."""
    return f"""<course display_name="A course" enable_timed_exams="true" enable_proctored_exams="true">
  <chapter url_name="c1">
    <sequential url_name="s1" display_name="Section" {attributes}>
      <vertical url_name="v1">{content}</vertical>
    </sequential>
  </chapter>
</course>
"""


def write_export(folder: Path, files: dict[str, str]) -> Path:
    """An export with ``course.xml`` and these files."""
    for name, content in {'course.xml': COURSE, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding='utf-8')
    return folder


def pack(folder: Path, archive: Path, *, name: str = 'course') -> Path:
    """A ``.tar.gz`` as Studio makes it: one folder at the top."""
    with tarfile.open(archive, 'w:gz') as members:
        members.add(folder, arcname=name)
    return archive


def pack_zip(folder: Path, archive: Path, *, name: str = 'course') -> Path:
    """A ``.zip`` file with one folder at the top."""
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as members:
        for path in sorted(folder.rglob('*')):
            members.write(path, f'{name}/{path.relative_to(folder).as_posix()}')
    return archive

"""An XBlock runtime over the content of a course."""

from typing import Any

from django.utils.translation import get_language
from opaque_keys.edx.keys import CourseKey, UsageKey
from xblock.exceptions import InvalidScopeError
from xblock.field_data import FieldData, SplitFieldData
from xblock.fields import Scope
from xblock.runtime import IdReader, MemoryIdManager, Runtime

from openedx.content import modulestore

AUTHORED = (Scope.content, Scope.settings, Scope.children, Scope.parent)


class KeyReader(IdReader):
    """Usages and definitions are the same here: keys that know their type."""

    def get_definition_id(self, usage_id: UsageKey) -> UsageKey:
        return usage_id

    def get_block_type(self, def_id: UsageKey) -> str:
        return def_id.block_type

    def get_usage_id_from_aside(self, aside_id: Any) -> Any:
        raise NotImplementedError

    get_definition_id_from_aside = get_aside_type_from_usage = get_aside_type_from_definition = get_usage_id_from_aside


class StructureFieldData(FieldData):
    """What authors wrote; fields that only the course has are inherited from it."""

    def __init__(self, course_key: CourseKey, structure: dict[str, Any]) -> None:
        self.course_key = course_key
        self.structure = structure

    def _authored(self, block: Any) -> dict[str, Any]:
        stored = modulestore.find_block(self.structure, block.scope_ids.usage_id)
        children = [
            modulestore.usage_key(self.course_key, name, self.structure[name]) for name in stored.get('children', ())
        ]
        return {**stored['fields'], 'children': children}

    def get(self, block: Any, name: str) -> Any:
        value = self._authored(block)[name]
        field = block.fields[name]
        return value if name == 'children' else field.from_json(value)

    def has(self, block: Any, name: str) -> bool:
        return name in self._authored(block)

    def default(self, block: Any, name: str) -> Any:
        inherited = self.structure[modulestore.ROOT]['fields']
        if name != 'display_name' and name in inherited:
            return block.fields[name].from_json(inherited[name])
        raise KeyError(name)

    def set(self, block: Any, name: str, value: Any) -> None:
        raise InvalidScopeError(f'{name} is written in Studio')

    def delete(self, block: Any, name: str) -> None:
        raise InvalidScopeError(f'{name} is written in Studio')


class I18nService:
    """Texts of blocks, in the language of the request."""

    def gettext(self, text: str) -> str:
        return text

    ugettext = gettext

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many

    @property
    def language(self) -> str | None:
        return get_language()


class CourseRuntime(Runtime):
    """Blocks of one published course; ``services`` are those of the place where they are rendered."""

    def __init__(self, course_key: CourseKey, services: dict[str, Any], state: FieldData | None = None) -> None:
        self.course_key = course_key
        self.structure = modulestore.get_course(course_key).structure
        authored = StructureFieldData(course_key, self.structure)
        fields = SplitFieldData(
            dict.fromkeys(AUTHORED, authored) | ({Scope.user_state: state} if state is not None else {})
        )
        super().__init__(
            KeyReader(), MemoryIdManager(), services={'field-data': fields, 'i18n': I18nService(), **services}
        )

    def get_course(self) -> Any:
        """The block of the course."""
        root = self.structure[modulestore.ROOT]
        return self.get_block(modulestore.usage_key(self.course_key, modulestore.ROOT, root))

    def list_sequences(self) -> list[Any]:
        """All sequences of the course."""
        return [self.get_block(key) for key in self.get_course().children]

    def handler_url(
        self, block: Any, handler_name: str, suffix: str = '', query: str = '', thirdparty: bool = False
    ) -> str:
        return f'/xblock/{block.scope_ids.usage_id}/handler/{handler_name}'

    def local_resource_url(self, block: Any, uri: str) -> str:
        return f'/xblock_resource/{block.scope_ids.block_type}/{uri}'

    def resource_url(self, resource: str) -> str:
        return f'/static/{resource}'

    def publish(self, block: Any, event_type: str, event_data: Any) -> None:
        """Nobody listens."""

"""Runs settings modules that Tutor rendered without the platform that they import."""

from __future__ import annotations

import builtins
import json
from types import ModuleType
from typing import Any


class Anything:
    """Stands for whatever the settings take from the platform: every part of it, and every call, is such a thing."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith('__'):
            raise AttributeError(name)
        return Anything()

    def __getitem__(self, key: Any) -> Anything:
        return Anything()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Anything:
        return Anything()

    def __add__(self, other: Any) -> Anything:
        return self

    def __truediv__(self, other: Any) -> Anything:
        return self

    def __iter__(self) -> Any:
        return iter(())


class Namespace(dict[str, Any]):
    """The globals of such a module: what nothing has defined comes from the platform."""

    def __missing__(self, name: str) -> Any:
        return vars(builtins)[name] if name in vars(builtins) else Anything()


def _import(name: str, globals_: Any, locals_: Any, names: Any, level: int = 0) -> Any:
    if name == 'json':
        return json
    if names == ('*',):
        module = ModuleType('platform_settings')
        vars(module).update(FEATURES={'OF_THE_PLATFORM': True}, CELERYBEAT_SCHEDULE={'of the platform': {}})
        return module
    if name.endswith('features_setting_proxy'):
        raise ImportError(name)
    return Anything()


def run_settings(source: str) -> dict[str, Any]:
    """The names that a settings module has defined after it ran, on top of the platform's."""
    namespace = Namespace(__builtins__={**vars(builtins), '__import__': _import})
    exec(compile(source, 'settings', 'exec'), namespace)
    return {name: value for name, value in namespace.items() if name.isupper()}

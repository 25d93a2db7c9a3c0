"""The data of an answer with every sentence, time and code as JSON knows them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from datetime import date, datetime, tzinfo
from enum import Enum

from repaircli.platform.i18n import tr
from repaircli.platform.output.hint import in_database
from repaircli.platform.several import one_cell
from repaircli.platform.text import CommandLine, Msg


class Reader:
    """Who reads the answer: the language, and the zone whose offset times carry.

    `zone` is asked for only when a time turns up, because it may come from a settings file.
    """

    def __init__(self, lang: str, zone: tzinfo | None = None) -> None:
        self.lang = lang
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        if self._zone is None:
            from repaircli.platform import clock, settings

            self._zone = clock.zone(settings.value("timezone"))
        return self._zone

    def scalar(self, value: object) -> object:
        """What JSON has no word for: a sentence in the reader's language, a time with its offset, a day."""
        if isinstance(value, CommandLine):
            return in_database(value, self.lang)
        if isinstance(value, Msg):
            return tr(value, self.lang)
        if isinstance(value, datetime):
            return self.local(value).isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Mapping):
            return dict(value)
        if isinstance(value, Set):
            return sorted(value)
        return str(value)

    def local(self, moment: datetime) -> datetime:
        """`moment` in the reader's zone; one without a zone is taken to be in it."""
        return moment.astimezone(self.zone) if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def json(self, value: object, indent: int | None = None) -> str:
        """`value` as JSON text: Chinese as it is, what could harm a terminal escaped."""
        from repaircli.platform.output.clean import clean_json

        return clean_json(json.dumps(value, ensure_ascii=False, default=self.scalar, indent=indent))

    def cell(self, value: object) -> str:
        """`value` as one cell of CSV: several values as `one_cell` has them, objects as JSON, nothing for None."""
        if value is None:
            return ""
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return str(value)
        if isinstance(value, (list, tuple, Set)):
            parts = sorted(value) if isinstance(value, Set) else value
            if not any(isinstance(v, (Mapping, list, tuple, Set)) for v in parts):
                return one_cell([self.cell(v) for v in parts])
        if isinstance(value, (Mapping, list, tuple, Set)):
            return self.json(value)
        return str(self.scalar(value))

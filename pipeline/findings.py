"""Findings in words: their level, text, and what a person should do, by the catalogue."""

from __future__ import annotations

from pipeline.catalogue import FINDINGS
from pipeline.model import Finding, Level, Reason
from pipeline.wording import say


def level(finding: Finding) -> Level:
    """How serious a finding is."""
    return FINDINGS[finding.code].level


def describe(finding: Finding, english: bool = False) -> str:
    """The finding's text for people."""
    return say(Reason(finding.code, finding.values), english)

"""One caption read by the rules of sponsorship."""

from scoring.core.sponsorship import Caption, default_rules, read_caption

RULES = default_rules()


def read(text, **kw):
    return read_caption(Caption(text, **kw), RULES)


def rules_of(text, **kw) -> set[str]:
    return {rule for rule, _ in read(text, **kw).matches}

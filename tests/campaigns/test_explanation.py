"""Points lost are shown so that they add up, whatever the rounding."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.explanation import explain, in_tenths, thaw
from scoring.core.schema import Part, Result


def make_result(score: float | None, lost: list[float], **kw) -> Result:
    parts = tuple(
        Part(f"c{i}", f"Criterion {i}", 0.5, 1 / max(len(lost), 1), points, "words")
        for i, points in enumerate(lost)
    )
    return Result(1, score, 0.8, 1, 1, 3, 0.5, kw.pop("parts", parts), **kw)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_tenths_add_up_to_the_score_shown(amounts):
    total = sum(amounts)
    lost = [100 * a / max(total, 100) for a in amounts]
    explained = explain(make_result(100 - sum(lost), lost))
    assert round(sum(line.lost for line in explained.lines), 1) == explained.lost
    assert round(explained.score + explained.lost, 1) == 100
    assert all(abs(line.lost - line.part.points_lost) < 0.2 for line in explained.lines)


def test_tenths_go_to_the_largest_remainders():
    assert in_tenths([1.26, 2.27, 0.07], 3.6) == [1.2, 2.3, 0.1]
    assert in_tenths([], 0) == []


def test_the_bar_is_full_and_without_gaps():
    explained = explain(make_result(61.25, [20.5, 10.25, 8.0]))
    ends = [explained.score]
    for line in explained.lines:
        assert line.start == ends[-1]
        ends.append(round(line.start + line.lost, 1))
    assert ends[-1] == 100


def test_the_best_change_is_named_only_where_it_helps():
    better = Part("niche", "Niche fit", 0.2, 0.5, 30.0, "", at_median=81.2)
    worse = Part("tier", "Size", 0.9, 0.5, 10.0, "", at_median=55.0)
    explained = explain(make_result(60.0, [], parts=(worse, better)))
    assert explained.best_change == ("Niche fit", 81.2)
    assert [line.what_if for line in explained.lines] == [
        "with a median niche fit: 81",
        "with a median size: 55",
    ]
    assert [line.part.criterion for line in explained.lines] == ["niche", "tier"]
    assert explain(make_result(60.0, [], parts=(worse,))).best_change is None


def test_what_is_missing_stands_apart_and_without_score_nothing_is_lost():
    unknown = Part("cost", "Cost", None, 0.0, 0.0, "", missing="not measured yet")
    explained = explain(make_result(None, [], parts=(unknown,)))
    assert explained.score is None
    assert explained.lines == []
    assert explained.missing == [unknown]


def test_what_was_frozen_thaws_also_from_another_version():
    result = make_result(70.0, [20.0, 10.0], badges=("reported",))
    frozen = result.as_dict()
    assert thaw(frozen) == result
    frozen["of_a_later_version"] = 1
    frozen["parts"][0]["of_a_later_version"] = 1
    assert thaw(frozen) == result
    assert thaw(None) is None

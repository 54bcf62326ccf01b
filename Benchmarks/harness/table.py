"""Rows of the table that a run prints."""
import collections
import sys

# `of_target` is figure ÷ target where the target is a ceiling, target ÷ figure where it is a floor: up to 1 is kept.
Row = collections.namedtuple("Row", "measure figure target of_target")


def ceiling(measure, figure, target, digits=2, note=""):
    return Row(measure, f"{figure:.{digits}f}{note}", f"≤ {target:g}", f"{figure / target:.2f}")


def floor(measure, figure, target, note=""):
    return Row(measure, f"{figure:.0f}{note}", f"≥ {target:g}", f"{target / figure:.2f}" if figure else "–")


def note(text):
    print(f"  {text}", file=sys.stderr, flush=True)

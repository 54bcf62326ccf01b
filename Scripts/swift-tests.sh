#!/usr/bin/env bash
# Runs Swift tests that are built; a few suites that failed are tried once more, one test after another:
#   Scripts/swift-tests.sh NAME [ARGUMENT of swift test ...]
# What passes by itself only is told as UNSTEADY, with its first failure above: to be mended, but no reason to refuse
# work, since two busy cores are a test's neighbours here. Lists: artefacts/NAME-swift-testing.xml.
# Exit codes: those of swift test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 70

# More than so many at once are no neighbour's fault.
readonly most=4
readonly list="artefacts/$1-swift-testing.xml"
readonly again="artefacts/$1-again.xml"
name=$1
shift
rm -f "$list"
swift test --skip-build --xunit-output "artefacts/$name.xml" "$@"
status=$?
# Without a list the process died: nothing is tried again.
[ $status != 0 ] && [ -f "$list" ] || exit $status

mapfile -t suites < <(python3 -B - "$list" <<'PYTHON'
import re, sys
import xml.etree.ElementTree as tree
failed = {case.get("classname") for case in tree.parse(sys.argv[1]).iter("testcase") if case.find("failure") is not None}
for suite in sorted(failed - {None}):
    print("^" + re.escape(suite).replace(r"\ ", " ") + r"[/.]")
PYTHON
)
if [ ${#suites[@]} = 0 ] || [ ${#suites[@]} -gt $most ]; then exit $status; fi
filters=()
for suite in "${suites[@]}"; do filters+=(--filter "$suite"); done
echo "once more, one after another: ${suites[*]}"
swift test --skip-build --no-parallel --xunit-output "$again" "${filters[@]}" || exit $status
printf 'UNSTEADY %s\n' "${suites[@]}"

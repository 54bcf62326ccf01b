#!/bin/sh
# Runs libFuzzer on each parser for so many seconds, from the committed corpus: Fuzz/run.sh 60 [SIP SDP RTP STUN]
# Ends with 1 when one crashes, hangs, leaks or takes 64 MiB at once; the input then lies in Fuzz/.build/found.
# New inputs stay in Fuzz/.build; what is worth keeping is copied into the corpus by hand.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- SIP SDP RTP STUN
# The crash is reported by libFuzzer; Swift's own report would only hold it up.
export SWIFT_BACKTRACE=enable=no
mkdir -p .build
if ! swift build --sanitize=fuzzer --sanitize=address >.build/build.log 2>&1; then
    # gold warns once for each local symbol of the sanitizer.
    grep -v 'Cannot export local symbol' .build/build.log >&2
    exit 1
fi
folder=$(swift build --sanitize=fuzzer --sanitize=address --show-bin-path)
status=0
for parser in "$@"; do
    name=$(echo "$parser" | tr '[:upper:]' '[:lower:]')
    mkdir -p ".build/corpus/$name" .build/found
    # Without instrumentation libFuzzer runs happily and finds nothing.
    if ! "$folder/${parser}Fuzz" -runs=1 ".build/corpus/$name" "Corpus/$name" 2>&1 | grep -q 'cov: '; then
        echo "$parser: the build counts no coverage" >&2
        exit 1
    fi
    echo "== $parser, $seconds s"
    # At most 8 KiB: longer inputs find nothing that shorter ones do not, and cost time.
    if ! "$folder/${parser}Fuzz" -max_total_time="$seconds" -max_len=8192 -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=64 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix=".build/found/$name-" \
        ".build/corpus/$name" "Corpus/$name"; then
        echo "$parser: an input was found that it does not bear, see Fuzz/.build/found" >&2
        status=1
    fi
done
exit $status

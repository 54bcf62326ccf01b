#!/bin/sh
# Makes the phrases that the server says: Scripts/phrases.sh [FOLDER]
#   Phrases/<language>.txt -> FOLDER/<language>/<name>.wav, 8 kHz, one channel, spoken by espeak-ng at one loudness.
#   FOLDER is .build/phrases unless given. Only lines that are new or have changed are spoken again.
# Exit codes: 0 all there, 69 a tool is missing, 70 a phrase could not be made.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-.build/phrases}

# Nothing to do is found out without starting a single tool.
if [ -f "$folder/done" ] && [ -z "$(find Phrases Scripts/phrases.sh -newer "$folder/done" -print -quit)" ]; then
    exit 0
fi
for tool in espeak-ng sox; do
    if ! command -v "$tool" >/dev/null; then
        echo "Scripts/phrases.sh: $tool is missing: apt-get install espeak-ng sox" >&2
        exit 69
    fi
done

# Speaks one line: language, name, text. The text is kept beside the sound, to see later whether it has changed.
cat >"${TMPDIR:-/tmp}/speak.$$" <<'SPEAK'
set -eu
folder=$1 language=$2 name=${3%%[ 	]*}
text=$(printf '%s' "$3" | sed 's/^[^ 	]*[ 	]*//')
target="$folder/$language/$name"
[ -s "$target.wav" ] && [ "$(cat "$target.txt" 2>/dev/null)" = "$text" ] && exit 0
case $language in en) voice=en-gb ;; *) voice=$language ;; esac
# Words that stand among others are spoken a little faster than sentences.
case $text in *' '*' '*) speed=150 ;; *) speed=165 ;; esac
espeak-ng -v "$voice" -s "$speed" -w "$target.raw.wav" -- "$text"
# Silence off at both ends, then one loudness for all: -22 dBFS on average, peaks held below the limit.
sox -D "$target.raw.wav" "$target.8k.wav" silence 1 0.01 0.3% reverse silence 1 0.01 0.3% reverse pad 0.01 0.04 \
    vol 0.6 highpass 200 rate -h 8000
level=$(sox "$target.8k.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
gain=$(awk -v level="$level" 'BEGIN { print -22 - level }')
sox -D "$target.8k.wav" -b 16 "$target.new.wav" gain -l "$gain"
rm -f "$target.raw.wav" "$target.8k.wav"
printf '%s\n' "$text" >"$target.txt"
mv "$target.new.wav" "$target.wav"
SPEAK
trap 'rm -f "${TMPDIR:-/tmp}/speak.$$"' EXIT

for list in Phrases/*.txt; do
    language=$(basename "$list" .txt)
    mkdir -p "$folder/$language"
    if ! grep -v -e '^#' -e '^ *$' "$list" | tr '\n' '\0' |
        xargs -0 -n 1 -P 4 sh "${TMPDIR:-/tmp}/speak.$$" "$folder" "$language"; then
        echo "Scripts/phrases.sh: a phrase of $list could not be made" >&2
        exit 70
    fi
    # What is not in the list any more goes.
    for sound in "$folder/$language"/*.wav; do
        grep -q "^$(basename "$sound" .wav)[ 	]" "$list" || rm -f "$sound" "${sound%.wav}.txt"
    done
done
touch "$folder/done"

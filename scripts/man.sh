#!/usr/bin/env bash
# Writes the manual page, target/probelet.1, from the text of `--help all`. Not part of any image.
set -euo pipefail
. "$(dirname "$0")/common.sh"
page=$TARGET_DIR/probelet.1
mkdir -p "$TARGET_DIR"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)

# A line in the first column begins a section or is text of its own; two spaces or more are an
# option, an example or its continuation, and stay as they are laid out.
cat src/cli/usage.txt src/cli/usage_all.txt | awk -v version="$version" '
    # Backslashes and leading dots mean something to roff, and so do plain dashes.
    function plain(text) {
        gsub(/\\/, "\\e", text)
        gsub(/-/, "\\-", text)
        sub(/^[.\047]/, "\\\\\\&&", text)
        return text
    }
    function fill(wanted) {
        if (filled != wanted) print wanted ? ".fi" : ".nf"
        filled = wanted
    }
    function section(name) {
        fill(1)
        print ".SH " toupper(name)
    }
    BEGIN { filled = 1; printf ".TH PROBELET 1 \"\" \"probelet %s\" \"User Commands\"\n.nh\n.ad l\n", version }
    NR == 1 {
        sub(/: /, " \\- ")
        print ".SH NAME\n" $0
        next
    }
    /^usage: / { section("synopsis"); sub(/^usage: /, ""); print plain($0); heading = "examples"; next }
    /^More: / { next }
    /^$/ { blank = 1; next }
    /^[a-z ]+$/ { section($0); heading = ""; blank = 0; next }
    /^[A-Za-z][A-Za-z ]*: / && blank {
        name = $0
        sub(/:.*/, "", name)
        section(name)
        sub(/^[^:]*: */, "")
        heading = ""
        blank = 0
    }
    {
        if (heading != "") section(heading)
        else if (blank || /^Every /) print ".PP"
        heading = ""
        blank = 0
        fill(!/^ /)
        print plain($0)
    }
' >"$page"
say "$page"

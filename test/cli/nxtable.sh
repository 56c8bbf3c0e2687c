#!/bin/bash
# The table of Nx's functions says what this program has.
. test/cli/prelude
shown=$(CNX="$CNX" tools/nxtable --check) || { echo "$shown"; exit 1; }

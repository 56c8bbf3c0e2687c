#!/bin/bash
# What a definition refuses is shown with a caret under the words that are meant.
. test/cli/prelude

# refused WORDS BODY...: the line of the caret marks exactly WORDS.
refused() {
    words=$1
    shift
    { printf 'defmodule D do\n  import Nx.Defn\n'; printf '  %s\n' "$@"; printf 'end\nD.f(Nx.tensor([1, 2]))\n'; } > "$tmp/d.exs"
    run run "$tmp/d.exs"
    expect code 1
    expect_caret
    marked "$words"
}

# marked WORDS: the caret and its tail stand under these words.
marked() {
    local source caret from
    source=$(grep -m1 -B1 '^ *| *^' <<< "$err" | head -1)
    caret=$(grep -m1 '^ *| *^' <<< "$err")
    from=${caret%%^*}
    tail=${caret#"$from"}
    [ "${source:${#from}:${#tail}}" = "$1" ] || wrong "the caret under $1"
}

refused '1' 'defn f(1), do: 2'
refused 'x > 0' 'defn f(x) when x > 0, do: x'
refused 'a' 'defn f({a, a}), do: a'
refused 'length([x])' 'defn f(x), do: 1 + length([x])'
refused 'x ++ [1]' 'defn f(x), do: x ++ [1]'
refused 'Nx.to_number(x)' 'defn f(x), do: 1 + Nx.to_number(x)'
refused 'g(x)' 'def g(x), do: x' 'defn f(x), do: g(x) * 2'
refused '%{a: a}' 'defn f(x), do: case(x, do: (%{a: a} -> a))'
refused '[1]' 'defn f(x), do: if(x, [1])'
refused 'IO.puts(x)' 'defn f(x), do: IO.puts(x)'
refused 'if(x, do: 1, else: 2)' 'defn f(x), do: if(x, do: 1, else: 2)'
refused 'while(x, x < 10, do: x * 2)' 'defn f(x), do: while(x, x < 10, do: x * 2)'

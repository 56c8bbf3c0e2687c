# The prompt on a terminal: editing, Tab, history, Ctrl-C.
. test/cli/prelude
command -v script > /dev/null || exit 77

export CNX_HISTORY=$tmp/history TERM=xterm LC_ALL=C.UTF-8
mkfifo "$tmp/keys"
stty_size='stty cols 80 rows 24 2> /dev/null;'
env --default-signal=INT script -qfec "$stty_size exec $CNX" /dev/null < "$tmp/keys" > "$tmp/screen" 2>&1 &
exec 3> "$tmp/keys"

wait_for() { # TEXT: until it is on the screen
    for _ in $(seq 200); do
        grep -aqF -- "$1" "$tmp/screen" && return
        sleep 0.05
    done
    ran="cnx on a terminal" code=- out=$(cat -v "$tmp/screen") err=
    wrong "'$1' on the screen"
}
wait_end() { # TEXT: until the screen ends with it
    for _ in $(seq 200); do
        [ "$(tail -c ${#1} "$tmp/screen")" = "$1" ] && return
        sleep 0.05
    done
    ran="cnx on a terminal" code=- out=$(cat -v "$tmp/screen") err=
    wrong "'$1' at the end of the screen"
}
press() {
    printf '%b' "$1" >&3
}

wait_for 'iex(1)>'
press 'total = 41 + 1\n'
wait_for 'iex(2)>'
press 'tot\t * 2\n'
wait_for '84'
press 'Enum.uniq\t'
wait_for 'uniq_by/2'
press '([1, 1])\n'
wait_for $'[\e[33m1\e[0m]' # values have colours on terminals
press 'defmodule Spin do\ndef run(f), do: run(f)\nend\n'
wait_for 'iex(5)>'
press 'IO.puts("go" <> "ing"); Spin.run(1)\n'
wait_for 'going'
press '\003'
wait_for '** interrupted'
press 'half = [total,\n'
wait_end '...(5)> '
press '\003'
wait_end 'iex(5)> '
press 'total + 1000\n'
wait_for '1042'
press '\033[A + 5\n' # up: the line before
wait_for '1047'
press 'Nx.LinAlg.chol\t(Nx.eye(1)) |> Nx.to_flat_list() |> hd() |> Kernel.+(0.25)\n'
wait_for '1.25'
wait_end 'iex(8)> '
press 'Enum.map(\t'
wait_for 'map(enumerable, fun)'
press '\025IEx.configure(default_prompt: "%prefix-%counter:")\n'
wait_end 'iex-9: '
press '[\n'
wait_end '...-9: '
press ']\n'
wait_end 'iex-10: '
press '\004'
exec 3>&-
wait $! || true
grep -aq 'total' "$CNX_HISTORY" || wrong "a history in its file"
grep -a '_HiStOrY_' "$CNX_HISTORY" > /dev/null || wrong "libedit's kind of history"

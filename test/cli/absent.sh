# Modules of Elixir and Erlang that cnx does not carry are refused by name.
. test/cli/prelude

refused() { # CALL TEXT
    run -e "$1"
    expect code 1
    expect err-has "(UndefinedFunctionError) function $2"
}
refused ':ets.new(:a, [])' \
    ':ets.new/2 is undefined (module :ets is not available). cnx does not carry :ets: maps, Agent and :persistent_term hold terms'
refused 'GenServer.stop(:a)' 'GenServer.stop/1 is undefined (module GenServer is not available). cnx does not carry GenServer: cnx has no processes'
refused 'URI.parse("a")' 'URI.parse/1 is undefined (module URI is not available). cnx does not carry URI'
refused ':gb_sets.new()' ':gb_sets.new/0 is undefined (module :gb_sets is not available). cnx does not carry :gb_sets: MapSet and :ordsets are there'
refused ':telemetry.execute([:a], %{})' \
    ':telemetry.execute/2 is undefined (module :telemetry is not available). cnx does not carry :telemetry: nothing would listen; a module of that name in the program, with these functions, takes its place'
refused ':nowhere.f()' ':nowhere.f/0 is undefined (module :nowhere is not available)'
[[ $err != *carry* ]] || wrong "a module that nobody has"

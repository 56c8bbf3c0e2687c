# The time of day as Erlang tells it, and the same in seconds.
:erlang.posixtime_to_universaltime(0)                                  # => {{1970, 1, 1}, {0, 0, 0}}
:erlang.universaltime_to_posixtime({{2024, 2, 29}, {12, 30, 1}})       # => 1709209801
:erlang.posixtime_to_universaltime(1709209801)                         # => {{2024, 2, 29}, {12, 30, 1}}
:erlang.posixtime_to_universaltime(-1)                                 # => {{1969, 12, 31}, {23, 59, 59}}
now = System.os_time(:second)
(:erlang.universaltime() |> :erlang.universaltime_to_posixtime()) - now in 0..2 # => true
:erlang.localtime_to_universaltime(:erlang.universaltime_to_localtime({{2024, 7, 1}, {0, 0, 0}})) # => {{2024, 7, 1}, {0, 0, 0}}
match?({{_, _, _}, {_, _, _}}, :erlang.localtime())                      # => true
{mega, seconds, micro} = :erlang.timestamp()
mega * 1_000_000 + seconds - now in 0..2 and micro in 0..999_999       # => true
:timer.now_diff({1, 2, 3}, {1, 1, 1})                                  # => 1000002
{:timer.seconds(2), :timer.minutes(2), :timer.hours(1), :timer.hms(1, 1, 1)} # => {2000, 120000, 3600000, 3661000}

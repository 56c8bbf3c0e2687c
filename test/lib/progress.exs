# Cnx.Progress away from terminals: steps are silent, and the bar is one line at its end.
bar = Cnx.Progress.new(3, label: "work", unit: "things")
bar.done                                              # => 0
bar = Cnx.Progress.step(bar)
bar = Cnx.Progress.step(bar, "loss 0.5")
bar.done                                              # => 2
Enum.reduce(1..5, bar, fn _, b -> Cnx.Progress.step(b) end).done # => 3
Cnx.Progress.finish(bar, "done")                      # => :ok
Cnx.Progress.new(3, lable: "a")                       # error: (ArgumentError) unknown keys [:lable] in [lable: "a"], the allowed keys are: [:label, :unit, :each]
Cnx.Progress.new(0)                                   # error: (FunctionClauseError) no function clause matching in Cnx.Progress.new/2

Cnx.Terminal.paint("a", :red)                         # => "\e[31ma\e[0m"
is_boolean(Cnx.Terminal.terminal?(:stderr))           # => true
Cnx.Terminal.terminal?(:stdin)                        # error: (ArgumentError) argument error
System.put_env("NO_COLOR", "1")
Cnx.Terminal.style("a", :red)                         # => "a"

# Cnx.Plot.Scale: ranges and ticks of 1, 2 or 5 times a power of ten.
alias Cnx.Plot.Scale

labels = fn kind, numbers, ends ->
  for {_place, label} <- Scale.new(kind, numbers, 5, ends).ticks, do: label
end

labels.(:linear, [0.0, 10.0], :ticks)                 # => ["0", "2", "4", "6", "8", "10"]
labels.(:linear, [0.3, 9.1], :ticks)                  # => ["0", "2", "4", "6", "8", "10"]
labels.(:linear, [0.3, 9.1], :data)                   # => ["2", "4", "6", "8"]
labels.(:linear, [0.0, 0.023], :ticks)                # => ["0.000", "0.005", "0.010", "0.015", "0.020", "0.025"]
labels.(:linear, [-1.0, 1.0], :ticks)                 # => ["-1.0", "-0.5", "0.0", "0.5", "1.0"]
labels.(:linear, [95.0, 97.5], :ticks)                # => ["95.0", "95.5", "96.0", "96.5", "97.0", "97.5"]
labels.(:linear, [0.0, 2.5e7], :ticks)                # => ["0", "0.5e7", "1.0e7", "1.5e7", "2.0e7", "2.5e7"]
labels.(:linear, [0.0, 4.0e-9], :ticks)               # => ["0", "1e-9", "2e-9", "3e-9", "4e-9"]
labels.(:log, [1.0e-7, 1.0], :ticks)                  # => ["1e-8", "1e-6", "0.0001", "0.01", "1"]

scale = Scale.new(:linear, [1.0, 4.0], 5, :ticks)
Scale.place(scale, 1.0)                               # => 0.0
Scale.place(scale, 2.5)                               # => 0.5
Scale.place(Scale.new(:log, [1.0, 100.0], 2, :ticks), 10.0) # => 0.5
Scale.new(:linear, [7.0], 5, :data).low               # => 3.5
Scale.new(:linear, [1.0, 1.0 + 1.0e-15], 5, :data).high > 1.4 # => true

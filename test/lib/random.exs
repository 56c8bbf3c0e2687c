# :rand: the numbers of exsss.
:rand.seed(:exsss, {1, 2, 3}) |> elem(1)                         # => [117085240290607817 | 199386643319833935]
(:rand.seed(:exsss, 42); for _ <- 1..4, do: :rand.uniform(1000)) # => [294, 431, 615, 198]
(:rand.seed(:exsss, {1, 2, 3}); for _ <- 1..3, do: :rand.uniform()) # => [0.5455598952593053, 0.6039309974353404, 0.6684893034823949]
(:rand.seed(:exsss, 7); for _ <- 1..3, do: :rand.uniform(100_000_000_000_000_000)) # => [60036234344695236, 43200303539350544, 96943999621578101]
:rand.uniform(0)                                                 # error: (FunctionClauseError) no function clause matching in :rand.uniform_s/2

# :rand with :exsss: Erlang's own sequences.
import Bitwise
s = :rand.seed(:exsss, {1, 2, 3})
for _ <- 1..3, do: :rand.uniform() # => [0.5455598952593053, 0.6039309974353404, 0.6684893034823949]
for _ <- 1..8, do: :rand.uniform(1001) # => [534, 647, 719, 257, 805, 238, 719, 163]
:rand.uniform(1 <<< 70) # => 182498246592907664551
:rand.uniform(300_000_000_000_000_000) # => 22423629411068426
:rand.uniform(300_000_000_000_000_000_000_000_001) # => 181661073060989970133143864
for _ <- 1..20, do: :rand.normal() # => [-2.4703760676523845, -0.6434645844503831, -0.08573710377110731, 1.042278716695873, -0.23550803022956487, 1.5055183023673628, -1.0313278219103874, -0.767629710676568, -0.4554983851654827, -0.4615485617648312, 0.6131226371009405, 2.194616161023561, -1.3146335825987687, 1.302207199408869, 3.5147481423387674, 1.3719406542121526, -0.6633824495512117, -0.6309072535394753, -0.19610883855666034, -2.0523749619241225]
Enum.sum(for _ <- 1..20_000, do: :rand.normal()) # => 136.1205396242361
:rand.normal(2, 3.0) # => 1.4656700961435079
Enum.sum(for _ <- 1..20_000, do: :rand.uniform_real()) # => 10114.50162006378
{:rand.bytes(13), :rand.bytes(7), :rand.bytes(0), :rand.uniform(1000)} # => {<<59, 162, 148, 57, 44, 70, 94, 211, 187, 60, 235, 177, 130>>, <<244, 44, 240, 78, 94, 18, 67>>, "", 80}
Enum.shuffle(1..20) # => [3, 19, 11, 8, 12, 2, 10, 13, 16, 20, 6, 14, 9, 15, 5, 18, 7, 1, 17, 4]
for _ <- 1..5, do: Enum.random(1..100) # => [31, 80, 25, 83, 98]
{Enum.random([:a, :b, :c, :d]), Enum.random([:only])} # => {:c, :only}
{Enum.take_random(1..100, 5), Enum.take_random([1, 2, 3], 1), Enum.take_random(1..3, 9)} # => {[68, 73, 74, 27, 20], [1], [1, 3, 2]}
Enum.sum(Enum.take_random(1..1000, 200)) # => 100622
:rand.export_seed() # => {:exsss, [133582136128591796 | 142708816004581658]}
t = :rand.seed_s(:exsss, 7)
{a, t} = :rand.uniform_s(t)
{b, t} = :rand.uniform_s(10, t)
{c, t} = :rand.normal_s(t)
{d, t} = :rand.uniform_real_s(t)
{a, b, c, d, :rand.export_seed_s(t)} # => {0.836894859500141, 6, -0.39812733653200827, 0.49682585663343204, {:exsss, [269990638826740314 | 153356738980636521]}}
u = :rand.seed(:rand.export_seed_s(t))
:rand.uniform() # => 0.6832867591926378
v = :rand.seed(:exsss, [1, 2])
:rand.uniform(1002) # => 499
w = :rand.jump()
:rand.uniform(1003) # => 539
x = :rand.seed(:default, -5)
:rand.uniform(1000) # => 222
:rand.uniform(0) # error: (FunctionClauseError) no function clause matching in :rand.uniform_s/2

# Cnx.Docs.Nx.Random - what h says about Nx.Random.
defmodule Cnx.Docs.Nx.Random do
  def text,
    do: ~S"""
    Random numbers from keys: the same key gives the same numbers, on every machine and compiler.

    Functions give {numbers, new key}; those that end in _split use up the key and give numbers alone.

    - choice(key, tensor, opts \\ []): Entries of the first axis: `:samples` of them, with `:replace`, along `:axis`.
    - choice(key, tensor, p, opts): The same with probabilities.
    - fold_in(key, data): A key of a key and a number.
    - gumbel(key, opts \\ []): Numbers of Gumbel's distribution. Options: `:shape`, `:type`, `:names`.
    - gumbel_split(key, opts \\ []): The same without a new key.
    - key(seed): A key of a number.
    - multivariate_normal(key, mean, covariance, opts \\ []): Vectors with this mean and covariance.
    - multivariate_normal_split(key, mean, covariance, opts \\ []): The same without a new key.
    - normal(key, mean \\ 0.0, standard_deviation \\ 1.0, opts \\ []): Numbers of the normal distribution. Options: `:shape`, `:type`, `:names`.
    - normal_split(key, mean, standard_deviation, opts \\ []): The same without a new key.
    - randint(key, min_val, max_val, opts \\ []): Integers from min to below max. Options: `:shape`, `:type`, `:names`.
    - randint_split(key, min_val, max_val, opts \\ []): The same without a new key.
    - shuffle(key, tensor, opts \\ []): The entries in another order, along `:axis`; `independent: true` mixes each row on its own.
    - split(key, opts \\ []): `:parts` (2) keys of one.
    - threefry2x32_20_concat(key, data): The generator itself: twenty rounds of Threefry.
    - uniform(key, min_val \\ 0.0, max_val \\ 1.0, opts \\ []): Numbers evenly from min to below max. Options: `:shape`, `:type`, `:names`.
    - uniform_split(key, min_val, max_val, opts \\ []): The same without a new key.
    """
end

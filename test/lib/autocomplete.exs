# What Tab writes on at the prompt: {text to insert, candidates to show}.
map = %{alpha: 1, beta: %{gamma: 2}}
complete = fn text -> IEx.Autocomplete.complete(text, map: map, number: 1) end
complete.("") # => {"", ""}
complete.("Enu") # => {"m", ""}
complete.("x = Enum.uni") # => {"q", ""}
complete.("Enum.uniq") # => {"", "uniq/1     uniq_by/2\n"}
complete.("Nx.LinAlg.chol") # => {"esky", ""}
complete.("[Nx.LinA") # => {"lg", ""}
complete.("foo(numb") # => {"er", ""}
complete.("map.al") # => {"pha", ""}
complete.("map.beta.g") # => {"amma", ""}
complete.(":list") # => {"s", ""}
complete.(":math.sq") # => {"rt", ""}
complete.("is_fu") # => {"nction", ""}
complete.("&String.upc") # => {"ase", ""}
complete.("zzz") # => {"", ""}
complete.("1 + ") # => {"", ""}

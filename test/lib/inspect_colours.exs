# Colours of inspected values, as prompts ask for them.
inspect([1, :a, "b", nil], syntax_colors: [atom: :cyan]) # => "[\e[33m1\e[0m, \e[36m:a\e[0m, \e[32m\"b\"\e[0m, \e[35mnil\e[0m]"
inspect([1], syntax_colors: []) # => "[1]"

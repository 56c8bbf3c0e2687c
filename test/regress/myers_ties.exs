# Where several edit scripts are the shortest, the one that Elixir gives.
String.myers_difference("12345", "12445")                        # => [eq: "12", del: "3", ins: "4", eq: "45"]
List.myers_difference([:a, :b, :c], [:a, :c, :b])                # => [eq: [:a], del: [:b], eq: [:c], ins: [:b]]
List.myers_difference([0, 1, 2, 1, 2], [2, 3, 3, 0, 0, 1, 2, 2]) # => [ins: [2, 3, 3, 0], eq: [0, 1, 2], del: [1], eq: [2]]
List.myers_difference([0, 1], [0, 0, 1])                         # => [eq: [0], ins: [0], eq: [1]]
List.myers_difference([1, 3], [2, 3], &{&1, &2})                 # => [diff: {1, 2}, eq: [3]]

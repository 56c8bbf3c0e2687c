# Version: reading, order and requirements.
Version.compare("1.2.3", "1.10.0")           # => :lt
Version.compare("1.0.0-rc.1", "1.0.0")       # => :lt
Version.compare("1.0.0-alpha.1", "1.0.0-alpha.beta") # => :lt
Version.compare("1.0.0-alpha", "1.0.0-alpha.1") # => :lt
Version.compare("1.0.0+a", "1.0.0+b")        # => :eq
Version.match?("1.2.3", "~> 1.2")            # => true
Version.match?("2.0.0", "~> 1.2")            # => false
Version.match?("1.3.0", "~> 1.2.3")          # => false
Version.match?("1.5.0", ">= 1.0.0 and < 2.0.0") # => true
Version.match?("3.0.0", "< 1.0.0 or > 2.0.0") # => true
Version.match?("1.0.0", "!= 1.0.0")          # => false
Version.match?("1.1.0-rc.0", "~> 1.0", allow_pre: false) # => false
Version.parse("1.2.3-rc.1+b5")               # => {:ok, %Version{major: 1, minor: 2, patch: 3, pre: ["rc", 1], build: "b5"}}
Version.parse("1.2")                         # => :error
Version.parse("01.2.3")                      # => :error
Version.parse!("x")                          # error: (Version.InvalidVersionError) invalid version: "x"
Version.match?("1.0.0", "~~ 1")              # error: (Version.InvalidRequirementError) invalid requirement: "~~ 1"
to_string(Version.parse!("1.2.3-rc.1+b5"))   # => "1.2.3-rc.1+b5"

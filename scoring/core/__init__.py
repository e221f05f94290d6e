"""The scoring method as pure functions over frames: pandas, numpy and scipy, `now` always an argument."""

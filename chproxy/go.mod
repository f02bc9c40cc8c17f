// Pins the chproxy that build builds. go.sum holds the checksums.
module dev.millrace/chproxy

go 1.24.0

require github.com/contentsquare/chproxy v1.30.0

#!/bin/sh
# Damages recordings as often as asked, for each reader: tests/fuzz/run.sh [count] [seed], 100,000 from seed 1 by default.
set -e
cd "$(dirname "$0")"
dotnet build -c Release -v quiet Streaming.Fuzz.Tests.csproj
STREAMING_FUZZ_COUNT="${1:-100000}" STREAMING_FUZZ_SEED="${2:-1}" exec ./bin/Release/net10.0/Streaming.Fuzz.Tests

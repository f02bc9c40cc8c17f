
-- One line for the program that started wrk. Latencies and the duration are microseconds.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
      "MILLRACE requests=%d status=%d connect=%d read=%d write=%d timeout=%d duration=%d p50=%d p99=%d p999=%d max=%d\n",
      summary.requests, errors.status, errors.connect, errors.read, errors.write, errors.timeout, summary.duration,
      latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end

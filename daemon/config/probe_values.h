#pragma once

#include "config/values.h"

/// The bounds of a ProbePolicy and of Checks, the same in sitewatch.yaml and for one site.
namespace sitewatch::probe_values {

using namespace std::chrono_literals;

inline Result<Duration> interval(std::string_view value) {
  return values::duration(value, 1s, 24h);
}
inline Result<Duration> timeout(std::string_view value) {
  return values::duration(value, 100ms, 2min);
}
inline Result<int> count(std::string_view value) {
  return values::number(value, 1, 100);
}
inline Result<Duration> recheck(std::string_view value) {
  return values::duration(value, 1s, 24h);
}
inline Result<Duration> sponsor_after(std::string_view value) {
  return values::duration(value, 0s, 24h);
}
inline Result<std::size_t> max_body(std::string_view value) {
  return values::size(value, 1024, 64u << 20);
}
inline Result<std::size_t> max_header(std::string_view value) {
  return values::size(value, 1024, 1u << 20);
}
inline Result<int> status(std::string_view value) {
  return values::number(value, 100, 599);
}
inline Result<std::size_t> minimum_size(std::string_view value) {
  return values::size(value, 0, 64u << 20);
}

}  // namespace sitewatch::probe_values

// A request's head is judged alike whether it comes at once or byte by byte, and no path leaves the root.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "web/head.h"
#include "web/http.h"
#include "web/message.h"

namespace {

using sitewatch::web::HeadScan;

bool decided(const HeadScan& scan) {
  return scan.length != 0 || scan.refusal != 0;
}

/// What a server sees that asks again after every byte.
HeadScan scan_in_steps(std::string_view bytes, const sitewatch::web::Limits& limits) {
  HeadScan scan;
  for (std::size_t length = 1; length <= bytes.size() && !decided(scan); ++length)
    scan = sitewatch::web::scan_head(bytes.substr(0, length), limits);
  return scan;
}

void check_request(std::string_view bytes, std::size_t head, const sitewatch::web::Limits& limits) {
  sitewatch::web::MessageReader reader(limits);
  sitewatch::web::Request request;
  if (reader.feed_head(bytes.substr(0, head), request).refusal != 0) return;
  sitewatch::web::decode_target(request);
  FUZZ_CHECK((request.path + '/').find("/../") == std::string::npos);
  FUZZ_CHECK(request.path.find_first_of(std::string_view("\\\0\r\n", 4)) == std::string::npos);
  if (!reader.has_body()) return;
  const auto fed = reader.feed_body(bytes.substr(head));
  FUZZ_CHECK(fed.consumed <= bytes.size() - head);
  FUZZ_CHECK(reader.take_body().size() <= limits.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 2048));
  const sitewatch::web::Limits limits;
  const HeadScan scan = sitewatch::web::scan_head(bytes, limits);
  const HeadScan steps = scan_in_steps(bytes, limits);
  FUZZ_CHECK((scan.refusal == 0) == (steps.refusal == 0));
  FUZZ_CHECK(scan.length == steps.length);
  if (scan.refusal == 0 && scan.length != 0) check_request(bytes, scan.length, limits);
  return 0;
}

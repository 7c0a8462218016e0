// What comes in as a form or as JSON: fields are UTF-8 as a person typed them or the body is refused, and a time is
// read back as it was written.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "text/decode.h"
#include "web/form_body.h"
#include "web/json.h"

namespace {

using namespace sitewatch;
using namespace sitewatch::web;

constexpr std::size_t most_fields = 40;

Request request(std::string_view type, std::string_view body) {
  Request made;
  made.method = Method::post;
  made.headers = {{"content-type", std::string{type}}};
  made.body = body;
  return made;
}

void check_form(std::string_view body) {
  const auto fields = FormFields::of(request("application/x-www-form-urlencoded", body), most_fields);
  if (!fields) return;
  for (const char* name : {"note", "by", "a", ""}) {
    const std::string value = fields->value(name);
    FUZZ_CHECK(value.empty() || fields->has(name));
    FUZZ_CHECK(value.find('\r') == value.npos || fault_of(value, value.size()) != TextFault::none);
    if (fault_of(value, value.size()) == TextFault::none) FUZZ_CHECK(is_utf8(value));
  }
}

void check_json(std::string_view body) {
  Faults faults;
  const auto object = json_body(request("application/json", body), faults);
  FUZZ_CHECK(object.has_value() == faults.empty());
  if (!object) return;
  ObjectReader reader(*object, "", faults);
  const std::string note = reader.text("note", 100);
  FUZZ_CHECK(note.size() <= 100 && is_utf8(note));
  reader.integer("n");
  reader.flag("nil");
  reader.list("sites");
  if (const auto time = reader.time("at")) FUZZ_CHECK(parse_rfc3339(rfc3339(*time)) == time);
  reader.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  check_form(body);
  check_json(body);
  if (const auto time = parse_rfc3339(body)) FUZZ_CHECK(parse_rfc3339(rfc3339(*time)) == time);
  half_width(body);
  if (const auto day = day_text(body)) FUZZ_CHECK(day->size() == 10);
  return 0;
}

// Whatever an operator's file holds, its reader ends, and says of every mistake where it stands.
#include <cstdint>
#include <string>
#include <string_view>

#include "config/csv.h"
#include "config/mistakes.h"
#include "config/source_file.h"
#include "config/values.h"
#include "config/yaml_tree.h"
#include "fuzz/fuzz_check.h"
#include "text/decode.h"

namespace {

void check(const sitewatch::Mistakes& mistakes) {
  for (const sitewatch::Mistake& mistake : mistakes.sorted()) {
    FUZZ_CHECK(mistake.line >= 1 && mistake.column >= 1);
    FUZZ_CHECK(!mistake.expected.empty());
    FUZZ_CHECK(mistake.text().find('\n') == std::string::npos);
  }
}

void check_values(std::string_view text) {
  namespace values = sitewatch::values;
  if (const auto mail = values::mail(text))
    FUZZ_CHECK(mail->find_first_of(std::string_view("\r\n\0<> ", 6)) == std::string::npos);
  if (const auto line = values::line(text)) FUZZ_CHECK(line->find_first_of("\r\n") == std::string::npos);
  if (const auto id = values::id(text)) FUZZ_CHECK(!id->empty() && id->size() <= 200);
  if (const auto network = values::network(text)) FUZZ_CHECK(values::network(network->text()).has_value());
  if (const auto day = values::day(text)) FUZZ_CHECK(day->ok());
  if (const auto wait = values::duration(text, sitewatch::Duration{1}, std::chrono::hours{24}))
    FUZZ_CHECK(*wait >= sitewatch::Duration{1} && *wait <= std::chrono::hours{24});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A reader gets UTF-8: read_source() has seen to that.
  const std::string text = sitewatch::repaired_utf8({reinterpret_cast<const char*>(data), size});
  sitewatch::Mistakes mistakes;
  const sitewatch::SourceFile source{mistakes.file("file"), text};
  sitewatch::read_csv(source, mistakes, [](const auto& row) { FUZZ_CHECK(!row.empty()); });
  sitewatch::parse_yaml(source, mistakes);
  check(mistakes);
  check_values(text);
  return 0;
}

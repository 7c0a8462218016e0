#include "domain/pattern.h"

#include <re2/re2.h>

namespace sitewatch {
namespace {

constexpr std::size_t longest_pattern = 4096;
constexpr int largest_program = 20'000;

}  // namespace

Result<Pattern> Pattern::compile(const std::string& text) {
  if (text.size() > longest_pattern) return failure("pattern longer than 4 KiB");
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto compiled = std::make_shared<const re2::RE2>(text, options);
  if (!compiled->ok()) return failure("pattern with a fault: " + compiled->error());
  if (compiled->ProgramSize() > largest_program) return failure("pattern that compiles to more than 20000 steps");
  return Pattern{std::move(compiled)};
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *compiled_);
}

const std::string& Pattern::text() const {
  return compiled_->pattern();
}

}  // namespace sitewatch

#include "domain/sheet.h"

#include <array>

namespace sitewatch {
namespace {

struct Row {
  std::string_view name;
  std::string_view media_type;
};

constexpr std::array<Row, 4> formats{{
    {"text", "text/plain; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8; header=present"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}};

}  // namespace

std::string_view name(SheetFormat format) {
  return formats[static_cast<std::size_t>(format)].name;
}

std::optional<SheetFormat> sheet_format_named(std::string_view name) {
  for (std::size_t i = 0; i < formats.size(); ++i)
    if (formats[i].name == name) return static_cast<SheetFormat>(i);
  return std::nullopt;
}

std::string_view media_type(SheetFormat format) {
  return formats[static_cast<std::size_t>(format)].media_type;
}

}  // namespace sitewatch

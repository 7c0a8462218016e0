#include "domain/site.h"

#include <array>

namespace sitewatch {
namespace {

struct DispositionRow {
  Disposition disposition;
  std::string_view name;
  std::string_view chinese;
};

// In the order of the enum; the Chinese words are those of the office's inventory.
constexpr std::array<DispositionRow, 6> dispositions{{
    {Disposition::keep, "keep", "保留"},
    {Disposition::close, "close", "自主关停注销"},
    {Disposition::exempt, "exempt", "例外"},
    {Disposition::migrate, "migrate", "迁移并永久关停"},
    {Disposition::host, "host", "迁移至统一平台"},
    {Disposition::undecided, "undecided", "待定"},
}};

}  // namespace

std::string_view name(Disposition disposition) {
  return dispositions[static_cast<std::size_t>(disposition)].name;
}

std::optional<Disposition> disposition_named(std::string_view text) {
  for (const DispositionRow& row : dispositions)
    if (row.name == text || row.chinese == text) return row.disposition;
  return std::nullopt;
}

TargetId target_id(const SiteId& site, std::size_t index_from_zero) {
  return site + '#' + std::to_string(index_from_zero + 1);
}

}  // namespace sitewatch

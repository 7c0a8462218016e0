#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/sheet.h"
#include "web/routes.h"
#include "web/summary_words.h"

namespace sitewatch::web {

/// 情况汇总（核对稿）: who filed and how every site stands, in inventory order. A sponsor that owes and has no site has
/// a row of its own.
///
/// Feed it every site, then finish every unit, with turns of the loop in between; duties are those of the moment in
/// which it was made, whatever a reload or a filing changes meanwhile.
class SummarySheet {
 public:
  /// `rows`: the period's, of everybody.
  SummarySheet(const Call& call, Period period, std::vector<ReportRow> rows);

  void add(const SiteView& view);
  std::size_t units() const { return units_.size(); }
  /// Writes the rows of unit `index`; once for each, in ascending order.
  void finish(std::size_t index);
  Sheet take() { return std::move(sheet_); }

 private:
  struct Unit {
    SponsorId id;
    std::string name;
    std::optional<ReportRow> duty;
    std::vector<std::vector<SheetCell>> sites;
    std::vector<SiteId> site_ids;                   ///< Of `sites`; empty where the unit has none.
    std::vector<std::vector<std::string>> remarks;  ///< One list a site.
  };

  Unit& unit(const SponsorId& id, const std::string& name);
  void head(const Settings& settings, Period period, const DutyReading& reading, const std::vector<ReportRow>& rows);
  /// How far each of the unit's sites is by its own reports, in the rows made so far.
  void fill_stages(Unit& unit) const;
  std::string deadline(const std::string& month, const DutyReading& reading) const;
  std::string counts(const std::string& month, const std::vector<ReportRow>& rows) const;
  std::string word(std::string_view key) const { return std::string{catalogue_.word("summary", key)}; }

  const Catalogue& catalogue_;
  const ReportDesk& desk_;
  const Period period_;
  WallTime now_;
  SummaryWords words_;
  std::vector<Unit> units_;
  std::map<SponsorId, std::size_t> index_;
  Sheet sheet_;
};

}  // namespace sitewatch::web

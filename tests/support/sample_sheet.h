#pragma once

#include "domain/sheet.h"

namespace sitewatch {

/// A small sheet with a cell of every kind and words that would like to be a formula.
inline Sheet sample_sheet() {
  using namespace date::literals;
  Sheet sheet;
  sheet.name = "3月汇总";
  sheet.title = "网站监测情况汇总（核对稿）";
  sheet.above = {"监测时段：3月1日至3月20日", "监测点：本区"};
  sheet.columns = {{"主办单位", 0}, {"网站数", 0}, {"均值", 0}, {"失败率", 0}, {"更新", 0}, {"时间", 0}, {"备注", 50}};
  const LocalTime time = date::local_days{2026_y / 3 / 5} + std::chrono::hours{2} + std::chrono::minutes{13};
  sheet.rows = {{std::string{"区教育局"}, std::int64_t{-2}, 3.59, Share{0.0496}, Day{2026_y / 3 / 5}, time,
                 std::string{"=HYPERLINK(\"http://evil.example\")"}},
                {std::string{"a,\"b\"\n<i>c"}, {}, {}, {}, {}, {}, std::string{"＠sum"}},
                {std::string{"\t=cmd"}}};
  sheet.below = {"填表说明：机器监测结果，未经核实", "核对人：　　　日期："};
  return sheet;
}

}  // namespace sitewatch

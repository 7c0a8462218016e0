#include "support/demo_district_sites.h"

#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, 11> state_names{"up",      "slow",     "error", "portal", "loop",    "challenge",
                                                       "refused", "nxdomain", "drip",  "bomb",   "flapping"};

}  // namespace

std::string_view name(DemoState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::optional<DemoState> demo_state_named(std::string_view name) {
  for (std::size_t i = 0; i < state_names.size(); ++i)
    if (state_names[i] == name) return static_cast<DemoState>(i);
  return std::nullopt;
}

std::vector<std::string_view> demo_state_names() {
  return {state_names.begin(), state_names.end()};
}

std::vector<DemoSite> demo_sites() {
  using State = DemoState;
  using Tls = DemoTls;
  return {
      {"portal", "青禾区人民政府门户网站", "S01", "保留", State::up, 0, Tls::good},
      {"jiaoyu", "区教育局", "S02", "迁移至统一平台", State::flapping, 1},
      {"weijian", "区卫生健康局", "S03", "迁移至统一平台", State::up, 2},
      {"minzheng", "区民政局", "S04", "迁移至统一平台", State::slow, 4},
      {"rensha", "区人力资源和社会保障局", "S05", "迁移至统一平台", State::error, 2},
      {"zhujian", "区住房和城乡建设局", "S06", "迁移至统一平台", State::up, 3, Tls::expiring},
      {"nongye", "区农业农村局", "S07", "迁移至统一平台", State::up, 5, Tls::expired},
      {"shangwu", "区商务局", "S08", "自主关停注销", State::portal, 1},
      {"wenlv", "区文化和旅游局", "S09", "迁移至统一平台", State::loop, 1},
      {"gongan", "区公安分局", "S10", "例外", State::challenge, 1},
      {"tongji", "区统计局", "S11", "自主关停注销", State::refused, 1},
      {"dangan", "区档案馆", "S12", "自主关停注销", State::nxdomain, 1},
      {"shuili", "区水利局", "S13", "迁移至统一平台", State::drip, 1},
      {"jiaotong", "区交通运输局", "S14", "迁移至统一平台", State::bomb, 1},
      {"linye", "区林业局", "S15", "迁移至统一平台", State::up, 20},
      {"caizheng", "区财政局", "S16", "迁移至统一平台", State::up, -1},
      {"shenji", "区审计局", "S17", "迁移至统一平台", State::up, 3, Tls::none, DemoCharset::gbk},
      {"yingji", "区应急管理局", "S18", "保留", State::up, 0, Tls::good},
      {"xinfang", "区信访局", "S19", "迁移至统一平台", State::up, 11},
      {"qingshan", "青山镇人民政府", "S20", "自主关停注销", State::up, 200},
      {"hedong", "河东街道办事处", "S21", "待定", State::up, 6},
  };
}

std::vector<DemoColumn> demo_columns(const DemoSite& site) {
  if (site.state != DemoState::up && site.state != DemoState::flapping) return {};
  std::vector<DemoColumn> columns{{"xw", "工作动态", "动态要闻"}, {"tz", "通知公告", "通知公告"}};
  if (site.key == "portal") columns.push_back({"zt", "创建文明城区专题", "专题"});
  if (site.key == "weijian") columns.push_back({"rs", "人事信息", "人事", DemoList::blank});
  if (site.key == "hedong") columns.push_back({"zc", "政策文件", "政策文件", DemoList::script_only});
  if (site.key == "xinfang") columns.push_back({"hy", "会议活动", "动态要闻", DemoList::redated});
  return columns;
}

std::vector<DemoSponsor> demo_sponsors() {
  std::vector<DemoSponsor> sponsors{{"S01", "青禾区人民政府办公室", "区政府办"}};
  const std::vector<DemoSite> sites = demo_sites();
  for (std::size_t i = 1; i < sites.size(); ++i)
    sponsors.push_back({sites[i].sponsor, "青禾" + sites[i].name, sites[i].name});
  sponsors.push_back({"S22", "青禾区机关事务服务中心", "区机关事务服务中心", true});
  return sponsors;
}

}  // namespace sitewatch

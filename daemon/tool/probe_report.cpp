#include "tool/probe_report.h"

#include <boost/json.hpp>
#include <cstdio>

#include "domain/probe_names.h"
#include "text/escape.h"

namespace sitewatch {

namespace {

namespace json = boost::json;

std::string seconds_text(double seconds) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3f s", seconds);
  return buffer;
}

std::string http_version_text(int version) {
  if (version == 0) return "";
  return "HTTP/" + std::to_string(version / 10) +
         (version % 10 || version < 20 ? "." + std::to_string(version % 10) : "");
}

std::string iso(WallTime time) {
  return date::format("%FT%TZ", date::floor<std::chrono::seconds>(time));
}

json::object to_json(const Phases& phases) {
  return {{"resolve", phases.resolve},
          {"connect", phases.connect},
          {"tls", phases.tls},
          {"processing", phases.processing},
          {"transfer", phases.transfer}};
}

json::value to_json(const std::optional<CertificateFacts>& facts) {
  if (!facts) return nullptr;
  return json::object{{"not_before", iso(facts->not_before)},
                      {"not_after", iso(facts->not_after)},
                      {"earliest_expiry", iso(facts->earliest_expiry)},
                      {"fault", name(facts->fault)},
                      {"explanation", one_line(facts->explanation)}};
}

json::object to_json(const std::array<FamilyResult, 2>& families) {
  json::object object;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const FamilyResult& each = families[static_cast<std::size_t>(family)];
    if (each.tried) object[name(family)] = json::object{{"verdict", name(each.verdict)}, {"reason", name(each.reason)}};
  }
  return object;
}

struct Line {
  const char* chinese;
  const char* english;
  std::string text;
};

std::string certificate_text(const CertificateFacts& facts, const Catalogue& catalogue) {
  std::string text{catalogue.word("certificate_fault", name(facts.fault))};
  text += "  " + catalogue.time(facts.not_before) + " – " + catalogue.time(facts.not_after);
  if (!facts.explanation.empty() && facts.fault != CertificateFault::none) text += "  " + one_line(facts.explanation);
  return text;
}

std::string phases_text(const ProbeResult& result, const Catalogue& catalogue) {
  std::string text = seconds_text(result.seconds);
  const std::pair<Phase, double> all[] = {{Phase::resolve, result.phases.resolve},
                                          {Phase::connect, result.phases.connect},
                                          {Phase::tls, result.phases.tls},
                                          {Phase::processing, result.phases.processing},
                                          {Phase::transfer, result.phases.transfer}};
  for (const auto& [phase, seconds] : all)
    if (seconds > 0) text += "  " + std::string{catalogue.word("phase", name(phase))} + " " + seconds_text(seconds);
  return text;
}

}  // namespace

void ProbeReport::looked_up(const std::string& host, Family family, const DnsAnswer& answer) {
  Step step;
  step.subject = host;
  step.family = family;
  step.outcome = name(answer.outcome);
  step.seconds = answer.seconds;
  steps_.push_back(std::move(step));
}

void ProbeReport::judged(const Address& address, bool allowed) {
  Step step;
  step.kind = Step::Kind::address;
  step.subject = address.text();
  step.family = address.family;
  step.allowed = allowed;
  steps_.push_back(std::move(step));
}

void ProbeReport::fetched(const Url& url, const Address& address, const FetchResponse& response) {
  Step step;
  step.kind = Step::Kind::fetch;
  step.subject = url.text();
  step.address = address.text();
  step.family = address.family;
  step.outcome = name(response.failure);
  step.status = response.status;
  step.http_version = response.http_version;
  step.tls_version = response.tls_version;
  step.seconds = response.seconds;
  steps_.push_back(std::move(step));
}

void ProbeReport::redirected(const Url& to) {
  Step step;
  step.kind = Step::Kind::redirect;
  step.subject = to.text();
  steps_.push_back(std::move(step));
}

std::string ProbeReport::line(const Step& step, bool english) const {
  switch (step.kind) {
    case Step::Kind::look_up:
      return std::string{english ? "  look-up    " : "  域名解析　"} + step.subject +
             (step.family == Family::ipv4 ? "  A     " : "  AAAA  ") + step.outcome + "  " + seconds_text(step.seconds);
    case Step::Kind::address:
      return std::string{english ? "  address    " : "  地址　　　"} + step.subject + "  " +
             (step.allowed ? (english ? "may be connected to" : "可以连接")
                           : (english ? "refused: private or reserved" : "不连接（内网或保留地址）"));
    case Step::Kind::fetch: {
      std::string text = std::string{english ? "  request    " : "  请求　　　"} + step.subject + " @ " + step.address;
      if (step.status != 0) text += "  " + std::to_string(step.status) + " " + http_version_text(step.http_version);
      if (step.outcome != "none") text += "  " + step.outcome;
      if (!step.tls_version.empty()) text += "  " + step.tls_version;
      return text + "  " + seconds_text(step.seconds);
    }
    case Step::Kind::redirect:
      return std::string{english ? "  redirect   " : "  跳转到　　"} + step.subject;
  }
  return {};
}

std::string ProbeReport::words(const std::string& url, const ProbeResult& result, const Catalogue& catalogue) const {
  const bool english = catalogue.language() == Language::en;
  std::string text = url + '\n';
  for (const Step& step : steps_) text += line(step, english) + '\n';
  std::vector<Line> lines;
  lines.push_back({"  用时　　　", "  time       ", phases_text(result, catalogue)});
  if (result.http_status != 0) {
    lines.push_back({"  状态码　　", "  status     ",
                     std::to_string(result.http_status) + "  " + std::to_string(result.body_bytes) +
                         (english ? " bytes" : " 字节")});
  }
  if (!result.tls_version.empty()) lines.push_back({"  加密　　　", "  TLS        ", result.tls_version});
  if (result.certificate)
    lines.push_back({"  证书　　　", "  certificate", " " + certificate_text(*result.certificate, catalogue)});
  if (result.defects.ipv4_broken)
    lines.push_back({"  问题　　　", "  finding    ", english ? "IPv4 does not work" : "IPv4 不通"});
  if (result.defects.ipv6_broken)
    lines.push_back({"  问题　　　", "  finding    ", english ? "IPv6 does not work" : "IPv6 不通"});
  if (result.defects.protocol)
    lines.push_back({"  问题　　　", "  finding    ", english ? "the answer bends HTTP" : "应答不符合 HTTP 规范"});
  lines.push_back({"  结论　　　", "  verdict    ", std::string{catalogue.word("verdict", name(result.verdict))}});
  if (result.reason != FailureReason::none) {
    std::string reason =
        catalogue.reason(result.reason, result.http_status) + "  [" + std::string{name(result.reason)} + "]";
    if (!result.detail.empty()) reason += "  " + one_line(result.detail);
    lines.push_back({"  原因　　　", "  reason     ", std::move(reason)});
  }
  for (const Line& each : lines) text += (english ? each.english : each.chinese) + each.text + '\n';
  return text;
}

std::string ProbeReport::json(const std::string& url, const ProbeResult& result, const Catalogue& catalogue) const {
  json::array lookups;
  json::array addresses;
  json::array requests;
  for (const Step& step : steps_) {
    const json::string family{name(step.family)};
    if (step.kind == Step::Kind::look_up)
      lookups.push_back(
          {{"host", step.subject}, {"family", family}, {"outcome", step.outcome}, {"seconds", step.seconds}});
    if (step.kind == Step::Kind::address)
      addresses.push_back({{"address", step.subject}, {"family", family}, {"allowed", step.allowed}});
    if (step.kind == Step::Kind::fetch)
      requests.push_back({{"url", step.subject},
                          {"address", step.address},
                          {"failure", step.outcome},
                          {"status", step.status},
                          {"http_version", http_version_text(step.http_version)},
                          {"tls_version", step.tls_version},
                          {"seconds", step.seconds}});
  }
  const json::object object{{"url", url},
                            {"verdict", name(result.verdict)},
                            {"reason", name(result.reason)},
                            {"sentence", catalogue.reason(result.reason, result.http_status)},
                            {"detail", one_line(result.detail)},
                            {"lookups", lookups},
                            {"addresses", addresses},
                            {"requests", requests},
                            {"final_url", result.final_url},
                            {"address", result.address ? json::value(result.address->text()) : json::value(nullptr)},
                            {"phase", name(result.phase)},
                            {"phases", to_json(result.phases)},
                            {"seconds", result.seconds},
                            {"http_status", result.http_status},
                            {"redirects", result.redirects},
                            {"body_bytes", result.body_bytes},
                            {"tls_version", result.tls_version},
                            {"certificate", to_json(result.certificate)},
                            {"families", to_json(result.families)}};
  return json::serialize(object) + '\n';
}

}  // namespace sitewatch

#include "web/form_parts.h"

#include <algorithm>

#include "text/decode.h"

namespace sitewatch::web {
namespace {

std::string key(std::string_view name) {
  return "form." + std::string{name};
}

std::string numbered(std::string_view name, std::size_t index) {
  return std::string{name} + '-' + std::to_string(index);
}

/// Words that may hold anything a client sent, on as many lines as they have.
std::string shown(std::string_view text) {
  std::string clean = repaired_utf8(text);
  std::erase_if(clean,
                [](char byte) { return static_cast<unsigned char>(byte) < 0x20 && byte != '\n' && byte != '\t'; });
  return html_escaped(clean);
}

std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string{name} + "=\"" + html_escaped(value) + '"';
}

}  // namespace

std::string FieldWriter::begin(const Field& field, bool label_first) {
  const auto is_its = [&](const FieldFault& each) { return each.id == field.id; };
  const bool wrong = std::any_of(faults_.begin(), faults_.end(), is_its);
  out_ += "<div class=\"field" + (field.css.empty() ? std::string{} : ' ' + std::string{field.css}) +
          (wrong ? " wrong\">" : "\">");
  const std::string label = "<label for=\"" + field.id + "\">" + words_(key(field.label)) + "</label>";
  if (label_first) out_ += label;
  std::string attributes = attribute("id", field.id) + attribute("name", field.id);
  std::string described;
  if (!field.hint.empty()) described = field.id + "-hint";
  if (wrong) {
    described += (described.empty() ? "" : " ") + field.id + "-fault";
    attributes += " aria-invalid=\"true\"";
  }
  if (!described.empty()) attributes += attribute("aria-describedby", described);
  if (!field.more.empty()) attributes += ' ' + std::string{field.more};
  return attributes;
}

void FieldWriter::end(const Field& field) {
  if (!field.hint.empty())
    out_ += "<span class=\"hint\" id=\"" + field.id + "-hint\">" + words_(key(field.hint)) + "</span>";
  bool first = true;
  for (const FieldFault& each : faults_) {
    if (each.id != field.id) continue;
    out_ += "<span class=\"fault\"" + (first ? attribute("id", field.id + "-fault") : std::string{}) + '>' +
            each.words + "</span>";
    first = false;
  }
  out_ += "</div>\n";
}

void FieldWriter::line(const Field& field, std::string_view value) {
  const std::string attributes = begin(field, true);
  const bool typed = field.more.find("type=") != std::string_view::npos;
  out_ += "<input" + std::string{typed ? "" : " type=\"text\""} + attributes + attribute("value", one_line(value)) +
          " autocomplete=\"off\">";
  end(field);
}

void FieldWriter::area(const Field& field, std::string_view value, int rows) {
  const std::string attributes = begin(field, true);
  // A line end right behind the tag is not part of the text.
  out_ += "<textarea" + attributes + " rows=\"" + std::to_string(rows) + "\">\n" + shown(value) + "</textarea>";
  end(field);
}

void FieldWriter::choice(const Field& field, const std::vector<std::pair<std::string, std::string>>& options,
                         std::string_view chosen) {
  const std::string attributes = begin(field, true);
  out_ += "<select" + attributes + '>';
  for (const auto& [value, label] : options)
    out_ += "<option" + attribute("value", value) + (value == chosen ? " selected" : "") + '>' + label + "</option>";
  out_ += "</select>";
  end(field);
}

void FieldWriter::tick(const Field& field, bool ticked) {
  const std::string attributes = begin(field, false);
  out_ += "<input type=\"checkbox\"" + attributes + " value=\"1\"" + (ticked ? " checked" : "") + "> <label for=\"" +
          field.id + "\">" + words_(key(field.label)) + "</label>";
  end(field);
}

void FieldWriter::hidden(std::string_view name, std::string_view value) {
  out_ += "<input type=\"hidden\"" + attribute("name", name) + attribute("value", value) + ">\n";
}

void FieldWriter::submit(std::string_view label) {
  out_ += "<p class=\"send\"><button type=\"submit\">" + words_(key(label)) + "</button></p>\n";
}

void write_faults(std::string& out, const PageWords& words, const FieldFaults& faults) {
  if (faults.empty()) return;
  out += "<div class=\"notice bad\" role=\"alert\" id=\"faults\"><h2>" +
         words("form.faults", {{"count", static_cast<std::int64_t>(faults.size())}}) + "</h2><ul>";
  for (const FieldFault& each : faults) {
    const std::size_t dash = each.id.rfind('-');
    std::string place;
    if (dash != std::string::npos)
      place = words("form.fault_site", {{"number", std::int64_t{std::stoi(each.id.substr(dash + 1)) + 1}}});
    out += "<li><a href=\"#" + each.id + "\">" + place + each.words + "</a></li>";
  }
  out += "</ul></div>\n";
}

namespace {

std::string measured(const PageWords& words, const SiteView& view) {
  const Catalogue& catalogue = words.catalogue();
  const SiteLight light = light_of(view);
  std::string text = light == SiteLight::up     ? badge("up", words("up"))
                     : light == SiteLight::down ? badge("down", words("down"))
                                                : badge("unknown", words("unknown"));
  if (view.since != WallTime{} && light != SiteLight::unknown)
    text += ' ' + words("form.since", {{"since", catalogue.short_time(view.since)}});
  const ProbeResult* const last = view.targets.empty() ? nullptr : view.targets.front().last;
  if (view.reason != FailureReason::none)
    text += ' ' + esc(catalogue.reason(view.reason, last ? last->http_status : 0));
  if (view.home && view.home->reading && view.home->reading->newest)
    text += "<br>" + words("newest") + ' ' + esc(catalogue.short_date(*view.home->reading->newest));
  return text;
}

class SiteFields {
 public:
  SiteFields(std::string& out, const PageWords& words, const FieldFaults& faults, const StatusView& status)
      : out_(out), words_(words), writer_(out, words, faults), status_(status) {}

  void write(const DutySite& duty, const SiteEntry& entry, std::size_t index) {
    const Site& site = *duty.site;
    out_ += "<fieldset class=\"site\"><legend>" + std::to_string(index + 1) + ". " + esc(site.name) + "</legend>\n";
    writer_.hidden(numbered("site", index), site.id);
    const auto view = status_.find(site.id);
    out_ += "<p class=\"seen\"><span>" + words_("disposition") + "：" +
            esc(words_.catalogue().word("disposition", name(site.disposition))) + "</span>";
    if (!site.home_urls.empty()) out_ += "<span class=\"url\">" + esc(site.home_urls.front().text()) + "</span>";
    if (view) out_ += "<span>" + words_("form.measured") + "：" + measured(words_, *view) + "</span>";
    out_ += "</p>\n";
    fields(entry, index);
    out_ += "</fieldset>\n";
  }

 private:
  void fields(const SiteEntry& entry, std::size_t index) {
    writer_.line({.id = numbered("percent", index),
                  .label = "percent",
                  .hint = "percent_hint",
                  .more = "inputmode=\"numeric\" maxlength=\"5\"",
                  .css = "third"},
                 entry.percent);
    std::vector<std::pair<std::string, std::string>> steps{{"", words_("form.step_none")}};
    for (const std::string_view step : closure_steps)
      steps.emplace_back(step, esc(words_.catalogue().word("page.form.step", step)));
    writer_.choice({.id = numbered("step", index), .label = "step_label", .hint = {}, .more = {}, .css = "third"},
                   steps, entry.step);
    writer_.line({.id = numbered("expected", index),
                  .label = "expected",
                  .hint = "day_hint",
                  .more = "type=\"date\" placeholder=\"2026-01-31\"",
                  .css = "third"},
                 entry.expected_on);
    writer_.line({.id = numbered("closure", index),
                  .label = "closure",
                  .hint = "closure_hint",
                  .more = "maxlength=\"60\"",
                  .css = {}},
                 entry.closure);
    writer_.area(
        {.id = numbered("obstacles", index), .label = "obstacles", .hint = {}, .more = "maxlength=\"660\"", .css = {}},
        entry.obstacles, 2);
  }

  std::string& out_;
  const PageWords& words_;
  FieldWriter writer_;
  const StatusView& status_;
};

}  // namespace

void write_report_fields(std::string& out, const PageWords& words, const DutyDetail& detail, const ReportEntry& entry,
                         const FieldFaults& faults, const StatusView& status) {
  SiteFields sites{out, words, faults, status};
  bool rest = false;
  for (std::size_t index = 0; index < entry.sites.size(); ++index) {
    const auto is_it = [&](const DutySite& each) { return each.site->id == entry.sites[index].site; };
    const auto duty = std::find_if(detail.sites.begin(), detail.sites.end(), is_it);
    if (duty == detail.sites.end()) continue;
    if (!duty->owed && !rest) out += "<h3>" + words("form.not_owed") + "</h3>\n";
    rest = rest || !duty->owed;
    sites.write(*duty, entry.sites[index], index);
  }
  FieldWriter writer{out, words, faults};
  out += "<fieldset><legend>" + words("form.nil_heading") + "</legend>\n";
  writer.tick({.id = "nil", .label = "nil", .hint = {}, .more = {}, .css = "tick"}, entry.nil);
  writer.area({.id = "nil_reason", .label = "nil_reason", .hint = {}, .more = "maxlength=\"660\"", .css = {}},
              entry.nil_reason, 2);
  out += "</fieldset>\n";
  writer.area({.id = "note", .label = "note", .hint = {}, .more = "maxlength=\"1300\"", .css = {}}, entry.note, 2);
}

}  // namespace sitewatch::web

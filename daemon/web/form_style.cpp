#include "web/page_style.h"

namespace sitewatch::web {
namespace {

constexpr std::string_view style = R"css(
main.form{max-width:900px;margin:20px auto 0}
main.form h3{margin:24px 0 8px;font-size:15px;font-weight:600}
main.form .pages{margin-bottom:14px}main.form .note{margin-bottom:14px}
.lead{font-size:17px}
.notice{margin:16px 0;padding:12px 18px;border-left:4px solid var(--accent);background:var(--sheet)}
.notice.bad{border-color:var(--red);background:var(--red-bg)}
.notice.warn{border-color:var(--amber);background:var(--amber-bg)}
.notice.good{border-color:var(--green);background:var(--green-bg)}
.notice h2{margin:0 0 4px;font-size:16px;color:var(--red)}
.notice ul{margin:0;padding-left:1.4em}
.notice.bad a{color:var(--red);text-decoration:underline}
fieldset{min-width:0;margin:0 0 18px;padding:8px 20px 14px;border:1px solid var(--line);border-radius:6px;background:var(--sheet)}
legend{padding:0 8px;margin-left:-8px;font-weight:600}
.seen{margin:0 0 8px;color:var(--soft);font-size:14px}
.seen>span{display:inline-block;margin-right:20px;vertical-align:top}
.seen .url{overflow-wrap:anywhere}
.field{margin:10px 0}
.field.third{display:inline-block;width:32%;min-width:210px;margin-right:1%;vertical-align:top}
.field label{display:block;font-weight:500}
.field.tick label{display:inline}
.field input,.field select,.field textarea{width:100%;padding:7px 10px;border:1px solid #8a94a0;border-radius:4px;
background:var(--sheet);color:var(--ink);font:inherit;line-height:1.5}
.field select,.field input{height:40px}
.field.tick input{width:18px;height:18px;vertical-align:-3px}
.field textarea{resize:vertical}
input:focus,select:focus,textarea:focus,button:focus,summary:focus,a:focus{outline:3px solid #e0a030;outline-offset:1px}
.hint,.fault{display:block;font-size:13px;line-height:1.5;color:var(--soft)}
.fault{color:var(--red);font-weight:600}
.field.wrong input,.field.wrong select,.field.wrong textarea{border:2px solid var(--red)}
.send{margin:22px 0}
button{padding:10px 34px;border:0;border-radius:4px;background:#1f4f8f;color:#fff;font:inherit;font-size:16px;cursor:pointer}
button:hover{background:#173d70}
.receipt{margin:20px 0;padding:22px 18px;border:2px solid var(--green);border-radius:6px;background:var(--sheet);text-align:center}
.receipt p{margin:0}
.receipt .number{font-size:34px;line-height:1.4;font-weight:600;letter-spacing:.04em;overflow-wrap:anywhere}
.said{margin:10px 2px}
.said small{display:block;color:var(--soft)}
details{margin:0 0 10px;border:1px solid var(--line);border-radius:6px;background:var(--sheet)}
summary{padding:10px 18px;font-weight:600;cursor:pointer}
details form{padding:0 18px 6px}
.counts{margin:16px 0 12px;font-size:22px;font-weight:600}
.counts small{margin-left:18px;font-size:14px;font-weight:400;color:var(--soft)}
.months{margin:16px 0 0}
.twelve td,.twelve th{padding:8px 6px;white-space:nowrap}
.twelve .badge{padding:0 6px}
@media (max-width:640px){
.field.third{display:block;width:100%;margin-right:0}
fieldset{padding:6px 14px 10px}
button{width:100%}
.months{flex-wrap:wrap;gap:4px 16px}
.receipt .number{font-size:25px}
.counts{font-size:19px}.counts small{display:block;margin:0}
}
@media print{
.acts,.months,.again,.send{display:none}
main.form{max-width:none}
.receipt{border-color:#000}
a{color:#000}
}
)css";

}  // namespace

std::string_view form_style() {
  return style;
}

}  // namespace sitewatch::web

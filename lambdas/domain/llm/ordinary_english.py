"""Ordinary English words a line of a meeting may begin with, so that whoever else begins one is a name to check.

Collected by the project itself, under its own licence. First names, departments and roles are left out on purpose.
"""

_WORDS = """
a about above accept access according account achieve achieved across act action actions actual actually add adding
address adjust admit advance affect after afterwards again against age agenda agree agreed agreeing agreement ahead aim
alarm alert alerts all allow almost alone along already also alternative although always amount an analysis and
announce annual another answer answering any anybody anyone anything apart apologies appear applicant applicants apply
appraisal approach appropriate approval approve approved are area aren argue around arrange arrive as aside ask asked
asking assess assign assume assuming at attend attrition audit audits available average avoid await away back
background backlog backup backwards badge balance bar base based basis be bear because become been before beforehand
begin behind being below benefit beside besides best better between beyond big bigger bill bills block blocked blocker
blockers blocking bonus book both bottleneck branch break brief bring broken budget bug bugs build building but buy
buying by calendar call calling calm can cancel cancelling candidate candidates cap capacity careful carry case catch
catering cause causes caution central certain change changed changes channel charge cheap cheaper check choice choices
choose choosing churn claim clarify clarity clean clear clearer clearly close closed closing cloud code colleague
colleagues collect combine come coming comment commit commitment common compare compared comparing competitor
competitors complaint complaints complete completed completion compliance concern concerning concerns conclude
condition confirm confirmed conflict congratulations connect cons consent consequence consider considering consistent
contact contain continue contract contractor contractors control conversation copy correct cost costs could couldn
count cover coverage create critical current currently customer customers cut daily data database date dates day days
deadline deal decide decided deciding decision decisions decline decrease deep defer define delay delayed deliver
delivered delivery demand demo depend dependencies dependency depends deploy deployment deploys describe design despite
detail details determine did didn difference different difficult dinner direct direction disagree discuss discussed
discussion do does doesn done double doubt down downside draft draw drive driver drop dropped due during each earlier
early easy effect effort eight either eleven else emergency employee employees encourage end energy enough ensure enter
entire equal equipment error escalate especially establish estimate even evening ever every everybody everyone
everything evidence exact exactly example except exception expect expected expense expensive experience explain explore
express extend extension extra fact factor factory fail failed failure fair fall far fast faster feature feedback feel
few fewer figure figures fill final finally find finding fine finish finished firewall first fit five fix fixed fixing
flag fleet flight focus follow follow-up followed following for force forecast former forward four free freelancers
freeze freezing from full further future gain gap gaps general get getting give given go goal goals going gone good
great group grow growth guess guest guests had half halfway hand handle handover happen happened happy hard hardly has
hasn have haven having head headcount health hear heard help here high higher highlight him hire hires hiring history
hold holding holiday holidays hosting hotel hour hours how however idea ideas identify if ignore immediate impact
important improve improved improvement in incident incidents inclined include included including increase increasing
indeed inform information initial input instead insurance intend interest interview interviews into introduce invest
invitation invitations invite invited invoice invoices involve is isn issue issues it item items its itself job join
journey just keep keeping key kick kickoff know knowing known lack lag laptop laptops large last late latency later
latest launch lead lean leaning learn learned learning lease least leave leaves left length less lessons let level
licence licences license lift light like likely limit limited line lines link list listen little live load loan local
location log login logs long longer look looking lose loss lot low lower lunch machine main mainly maintain make making
manage many margin market matter may maybe mean means measure measured measuring median meet meeting meetings member
members mention merge might migrate migration milestone mind minimum minor minus minute minutes miss missed missing
mobile mock model moment monitor month monthly months more morning most mostly move moved much must name named narrow
near nearly necessary need needed needs neither network never nevertheless new next night nine no nobody none nor
normal not note notes nothing notice now number numbers object objective obvious occur of off offboarding offer office
often old on onboarding once one ones ongoing only open opening operate opinion opportunity option options or order
other others otherwise our out outage outcome outcomes outlook outstanding over overall overdue overrun owe owed own
owner owners ownership owning parking part particular partner partners parts pass password past patch patience pause
pay paying payment pending people per percent perhaps period permission permit phase pick picking pilot place plan
planned planning plans plant please plus point points policy poll portal position possible possibly postpone postponed
potential power praise prefer preparation prepare prepared preparing present press pressure prevent previous previously
price pricing primary principle prior priorities priority privacy private probably problem problems procedure proceed
process product profit programme progress project promise promised promises promotion promotions proof proposal propose
proposed pros protect prototype prove provide provided provider provision pull purpose push put quality quarter
quarterly question questions quick quickly quite quote raise range rate rather reach reached read ready real really
reason reasons rebuild recall receipt receive recent recently record recording recordings recover recovery recruit
reduce reduced reducing refer refund regarding region regret reject related release relevant rely remain remaining
remember remind reminder reminders remote remove renew renewal renewing rent reopen repair repeat replace replica reply
report reporting request requests require required requirement requisition requisitions reservation reservations
reserve reserved reserving resolve resolved resource resources respond response responsible rest restart restore result
results retain retention retro return revenue review reviewed reviewing revised right risk risks risky role roll
rollout room root rota rule rules run runbook running safe said salaries salary sales same save saving savings say
saying scale schedule scheduled scope search second section see seek seem seen select selling send sending sent
separate serious serve server service set settle seven several severe severity shall shape share shared sharing she
shift ship shop short shorter should shouldn show shown sickness side sign signed signing similar simple since single
sit situation six size skip slip slipped slipping slot slots slow slower slowly small smaller so solve some somebody
someone something sometimes soon sooner sorry sort source speak special specific spend spending spent split sponsor
spread sprint stable staff staffing stage stand standing standup start started starting state statement status stay
step steps still stop stopping store stores story straightaway strategy stress strong stuck study subject subscribe
success such suggest suggested suggestion summarise summarize summary supplier suppliers support sure surely survey
surveys swap switch system systems take taken takes taking talk target targets task tasks tax team teams tell ten tend
term terms test tested testing than thank thanks that the their them then there therefore these they thing things think
this those though threat three through throughout thus ticket tickets tight time timeline times timing title to today
together tomorrow tone too tool topic topics total touch towards track tracking trade training transcript travel trend
trial trigger trip trouble truck true trust try turn twelve two type unable unblock unclear under understand unless
unlike until up update updates upgrade upon upside urgent us use used useful user users usual usually vacation value
variance various vendor vendors venue verify version very via view visible visit visitors wait waiting walk want wanted
wants warehouse warn was wasn watch water way ways we weak week weekly weeks weigh welcome well went were what whatever
when whenever where wherever whether which whichever while who whoever whole whom whose why wide will win wins wish
with within without won word work workaround worked working works workshop worry worse worst worth would write write-up
writing written wrong year yearly years yes yesterday yet you your yours yourself
"""
ENGLISH = frozenset(_WORDS.split())

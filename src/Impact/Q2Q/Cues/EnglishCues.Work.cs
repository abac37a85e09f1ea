namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: cues for steps towards work, and the topics of a text.</summary>
internal static partial class EnglishCues
{
    public const string Work =
        """
        [not:interview_prep]
        immigration/residency/residence/permit/visa/asylum/police/citizenship interview

        [not:job_search]
        help* me .. land/find/get .. job/work/position/role

        [job_search]
        = new/first/my job
        = signed a/the/my contract
        = contract with
        = cv/resume .. recruiter/employer*/companies
        = searching/search .. months/weeks/work/job
        = openings/jobseeker*/job-seeker*
        = second/third/next/final round
        = rejected/rejection/rejections
        = permanent/full-time/part-time/temporary/work contract/job/position
        = found/find/finding .. work
        = offered me .. job/contract/position/place
        = job interview*
        = employers
        = appl*/application/applications/applicant .. job*/position*/role*/vacanc*/compan*/internship*/work/opening*
        = applied/applying to/for
        = sent/sending/submitted/submitting/wrote/writing .. application/applications/applicant
        = application/applications
        = job/work hunt*/search*/seek*/application*/offer*/offers/centre/center/board/boards/ads/fair/market
        = search*/look*/hunt* (hard) (for) (a/an/my/any) (new/first/better/good/part) (first/time/paid/good) (time) job/jobs
        = search*/look*/hunt* (hard) (for) (a/an/my/any) (new/first/better/good/part) (first/time/paid/good) (time) work/employment
        = search*/look*/hunt* (hard) (for) (a/an/my/any) (new/first/better/good/part) (first/time/paid/good) (time) position/internship
        = search*/look*/hunt* (hard) (for) (a/an/my/any) (new/first/better/good/part) (first/time/paid/good) (time) vacanc*/role
        = find/finding/found/get/getting/got/land/landed/landing .. job/work/internship/employment
        = vacanc*/recruiter*/headhunter*/linkedin
        = employer/employers/recruitment/hiring/hired
        = interview .. job/position/role/company/developer/vacancy
        = job/position/role/company interview
        = got/received/accepted/signed/have .. offer/contract/internship/position
        = job offer
        = unemployed/unemployment
        = called/invited .. interview

        [skills_gained]
        understand/know/learned/learnt how to/the/taxes/it
        now understand/know/can/manage/use how/what/why/to/the/basics
        workshop/training/course/lesson on/about/in .. taught/gave/showed/helped
        gave/held .. presentation
        finished/built/completed/launched/delivered .. prototype/app/website/project/assignment
        hands-on/hands on
        advanced/beginner*/intermediate .. class/course/level
        more experience*
        got/getting/gotten/become better at
        experience with
        explain my .. experience/work
        picked up .. phrases/skill*/trick*/words/tips/few/lot
        know/can/able now/finally/already (to) write/use/build/read/create/make/fix/calculate
        can/could finally/now/already (also) _
        finally understand/understood/mastered/learned/learnt/got/can
        figured out how
        learning
        my .. excel/coding/english/norwegian/typing/writing/programming/cooking/driving .. better/improved/improving
        practised/practiced/practising/practicing .. english/calls/presenting/speaking/coding/writing/phrases
        fixed/solved .. bug/bugs/issue/problem
        docker/python/sql/excel/git/html/css/javascript/react basics
        pair programming
        passed .. exam/test/course/module/level
        i/we compared/tested/built/programmed/analysed/analyzed/designed .. database/app/prototype/data/website/design/code
        first aid
        completed/finished/graduated/completing/finishing .. course/module/training/bootcamp/workshop/lesson*/tutorial/class/level/project
        learned/learnt/learning (so/how/a/many/new/lots/more/some/about/the) new/much/lot/lots/how/to/many/skill
        learned/learnt/learning (so/how/a/many/new/lots/more/some/about/the) skills/things/technolog*/tools/technique*/about/basics/use
        learned/learnt/learning/mastered/mastering .. react/javascript/python/sql/java/html/css/git/docker/excel/typescript/node
        studied/studying/practised/practicing/practising/practiced .. react/javascript/python/sql/java/html
        studied/studying/practised/practicing/practising/practiced .. css/git/docker/excel/typescript/node
        learned/learnt/learning/mastered/mastering .. figma/kubernetes/linux/coding/programming/design
        studied/studying/practised/practicing/practising/practiced .. figma/kubernetes/linux/coding/programming/design
        learned/learnt/learning/mastered/mastering .. testing/accounting/marketing/photoshop/databases/terminology
        studied/studying/practised/practicing/practising/practiced .. testing/accounting/marketing/photoshop/databases/terminology
        mastered/mastering/acquired/gained/developed/picked .. skill*/knowledge/experience/tools
        new/better/stronger/useful/practical/technical skills/skill/technologies/knowledge
        digital/soft/communication/leadership/coding/computer/my skills/skill/technologies/knowledge
        can now .. use/build/write/create/make/design/code/program/cook/drive/repair
        know/understand how to .. now/use/build/write/create/code
        built/created/coded/developed/wrote/deployed/designed/programmed/made .. first/own/app/website/site/application
        built/created/coded/developed/wrote/deployed/designed/programmed/made .. program/script/page/game/api/database/prototype
        presented/presenting/demoed/pitched .. project/idea/work/results/app/website/prototype
        gave/held/delivered .. presentation/demo/workshop/speech
        improved/improving/better .. skill*/english/norwegian/coding/programming/communication/writing/terminology/excel
        understand* .. better .. terminology/code/concept*/topic*/how
        better understand* .. terminology/code/concept*/topic*/how
        trained in
        taught me .. how/to/new
        showed me how
        upskill*/reskill*

        [networking]
        professional/industry groups/group/network/contacts/event/community
        linkedin .. contacted/wrote/messaged/connected/introduced
        introduced myself
        reached out to .. people/professionals/compan*/recruiter*/former/alumni
        met people/someone from .. company/companies/industry/field
        gave/got/exchanged/received .. card/cards/number/contact/contacts
        business card*
        = linkedin contact*/connection*
        introduced me .. boss/manager/colleague*/director/founder/engineer*/recruiter*/employer*/network/contacts
        connected me
        share .. profile/cv .. network/contacts
        contact*/wrote/messaged .. alumni/former/engineer*/professionals/people about
        = alumni
        = networking
        network .. of/grow*/grew/build*/expand*/professional/professionals/industry
        expand*/grow*/grew/build*/built/widen* .. network
        met .. professionals/recruiter*/developer*/industry/employer*/company/companies/compan*/works/alumni/manager*/engineer*/founder*
        exchang*/swapped/shared .. contact*/numbers/linkedin/details/cards
        made/new/useful/professional/valuable/industry/business .. contacts/connection/connections
        connect*/added .. linkedin/professionals/industry/recruiter*/alumni
        = meetup/meetups/conference/career fair/hackathon
        = meetup/meetups/conference/hackathon
        = career/job fair
        introduced me to .. compan*/team/manager*/colleague*/employer*/recruiter*/people/network

        [resume_improvement]
        = resume/resumes/résumé/cv/cvs/curriculum
        = cover letter*
        = linkedin profile

        [interview_prep]
        = job/mock/test/second/first/my/an/the/real interview/interviews
        = interview/interviews on/at/next/tomorrow/went/tips/in/this
        = interview/interviews/interviewing .. prep*/practice/practise*/practising/practicing/training
        = interview/interviews/interviewing .. questions/tips/coaching/skills/simulation/rehears*
        = prepar*/practis*/practic*/train*/rehears*/ready/mock/trial/simulat* .. interview/interviews/interviewing
        = interview/interviews .. prepared/ready
        = mock/technical/job interview/interviews
        had/have/did/attended/passed/got/went/first .. interview

        [certification]
        = licence/license
        = first-aid/language exam/test .. passed
        certificat*/certified/diploma/accredit*/credential/credentials/badge
        = passed .. exam/exams/certif*
        = licence/license .. driving/forklift/got/passed

        [portfolio_building]
        = pull request
        = case studies/study
        = portfolio/portfolios
        = github/behance/dribbble
        = my/own/personal website/projects/project .. show*/employ*/recruit*/publish*/online/github/website

        [career_goal_setting]
        = goal/dream/plan for .. year/future/life/next
        = want to open/start/become/be/work/study/retrain
        = want .. career/profession/job one/in/as
        = direction .. want
        = know what i want
        = not sure/don't know what i want
        = made/make/making/have/wrote/drew .. plan with/for
        = picture/see/imagine myself .. years/future/as/in/working
        = one day
        = in/within two/three/five/ten/a few years
        = first step
        = switch*/chang* .. career/profession/field
        = career .. goal*/plan*/path/dream*/step*/direction/change/future/ambition*/development/ladder/advis*/coach*/vision
        = plan*/goal*/dream*/mapping/set/setting/decide*/choos*/chose/think* .. career
        = my (career/next/new/big/long/short/main/ultimate/professional) (term) goal/aim/dream/ambition/plan/target
        = set/setting/wrote/defined/have .. goal/goals/targets/plan/milestones
        = in (the) (next) two/three/five/2/3/5/ten years/year
        = want/hope/plan/planning/dream*/aim/aiming/decided/would .. (to) become/be/work .. developer/nurse/engineer/designer/teacher
        = want/hope/plan/planning .. (to) become/be/work .. manager/electrician/cook/chef/accountant/tester
        = dream*/aim/aiming/decided/would .. (to) become/be/work .. manager/electrician/cook/chef/accountant/tester
        = want/hope/plan/planning .. (to) become/be/work .. analyst/programmer/mechanic/carpenter/plumber/as
        = dream*/aim/aiming/decided/would .. (to) become/be/work .. analyst/programmer/mechanic/carpenter/plumber/as
        = want/hope/plan/planning/dream*/aim/aiming/decided/would .. (to) become/be/work .. driver/lawyer/doctor/entrepreneur/company/in
        = will help me .. land/find/get .. job/work/position/role
        = help me .. land/find/get .. job/work/position/role
        = help me .. land/find/become/get .. developer/nurse/engineer/designer/dream
        = start .. own/my/a business/company
        = junior .. then/later/senior/mid
        = become/becoming a/an
        = roadmap/five-year/long-term
        """;

    public const string Topics =
        """
        [topic:CV]
        = cv/cvs/resume/resumes/résumé/curriculum
        = cover letter*

        [topic:interview]
        = interview*

        [topic:PM]
        = project/product manag*
        = scrum/agile/kanban/backlog/pm/sprint/sprints/roadmap

        [topic:dev]
        = developer*/programm/programmer*/programming/coding/code/coded/software/frontend/backend/fullstack/javascript/python
        = java/sql/html/css/react/node/git/github/typescript/docker/api/mongodb/devops
        = web development/developer/design

        [topic:networking]
        = networking/linkedin/meetup/meetups/conference
        = career/job fair
        = exchang* .. contact*/numbers

        [topic:mentorship]
        = mentor*/mentee/buddy/coach/coaching
        """;
}

namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: cues for gained and lost confidence.</summary>
internal static partial class EnglishCues
{
    public const string Confidence =
        """
        [confidence_increase]
        courage to/for
        stay*/kept/remained/felt calm/relaxed
        = one of the best/strongest
        best in/of .. class/group/team
        now understand/know/can/speak/manage/use how/what/why/to/the/it/my/basics
        chair/host/lead .. meeting/meetings/group/team/session
        believed/believes in me
        know/discovered/found/see my worth/strengths/strength/value/potential/talent
        hard work paid
        paid off
        hopeful/optimistic about/for .. future/life/job/career/months/year
        feel/feeling/felt (really/very/so/much) good/great/strong/powerful/inspired/energised
        feel/feeling/felt (really/very/so/much) energized/optimistic/hopeful/fulfilled/accomplished/motivated/calmer
        take/taking/took on .. challenge*/responsib*/more/task/role
        new challenge*
        finished/completed/built/delivered/launched .. prototype/project/app/website/assignment
        exceeded/beyond .. expectations
        i'm/am/are improving/progressing/growing/learning
        grown/grew as
        know what to do
        = anything is possible
        reached .. goal/goals/target/milestone/level
        best thing/decision .. life/ever/made
        find/found/finding/came .. solution*
        changed my life
        connect* .. linkedin/recruiter*/employer*
        for the first time
        first time (that) i/ever
        ~ finally
        went/going/goes (really/very/surprisingly/so/pretty/quite) well/great/smoothly/fine
        could answer/explain/follow/help/understand
        clicked
        small/little/tiny step/steps/win/victory/victories
        = worth it
        won/win/winning .. prize/competition/quiz/game/award
        elected/chosen/selected/picked .. as/for/to
        offered me
        gives/gave/giving me .. energy/strength/hope/courage/wings/motivation/boost
        scored
        pride
        noticed/noticing .. better/improvement/progress/difference
        help*/teach*/tutor*/support* .. others/newcomer*/beginners
        picture/see/imagine myself
        hands up
        never thought/expected/imagined/believed .. but
        = didn't think/expect/believe .. but
        brave enough
        without fear/help/being/asking/notes/preparing
        confident/confidently/self-confident
        gain*/build*/built/grow*/grew/boost*/increas*/improv*/gave/give* .. confidence
        giving/rais*/more/new/found/find/restor*/regain*/earned/lots .. confidence
        ~ confidence
        confidence .. grow*/grew/grown/increas*/improv*/boost*/better/higher/up/back/stronger/soar*
        proud/prouder/proudly
        believe/believing/believed/trust/trusting/faith in myself
        trust myself
        sure/surer of myself
        self-esteem/esteem .. better/grew/improv*/higher/up
        i can do it/this/that/anything/more/things
        i can (now/finally/actually) handle/cope/manage/succeed/speak/explain/write/ask/reach/solve
        know/knew/realised/realized/discovered/proved/showed/see/shown/understand (that) i can/could
        now i can/know/understand/see/speak/dare/write
        able to .. now/myself/alone/without
        now able to
        ~ able to
        managed/succeeded to/in
        i did it/that/this
        made it through
        = thought .. i could/would .. but
        ~ on my own
        ~ by myself
        finally understand/understood/got/get/managed/clicked/works/dared/made/solved
        everything/it/things (finally) makes/clicked/clear/fell .. sense/now/place
        makes sense now
        ready for/to
        better/well/fully/more/feel/feeling/felt prepared
        prepared for
        braver/brave/courage/bolder/bold
        stronger
        empower*/unstoppable/capable/competent/independent
        self-reliant
        = no longer/not (feel/feeling/so/as) afraid/scared/nervous/shy/embarrassed/ashamed/worried/anxious .. now/anymore/more/speaking/to
        = no longer (feel/feeling/am/so) afraid/scared/nervous/shy/embarrassed/ashamed/worried/anxious/stressed/lost
        less nervous/afraid/anxious/shy/scared/stressed/worried/insecure/embarrassed
        overcame/overcome/conquered .. fear/fears/shyness/anxiety/doubts/nerves
        lost/losing my fear/shyness
        ~ calmer/relaxed/comfortable/optimistic/hopeful/inspired/encouraged/motivated/energised/energized/relieved
        ~ excited/thrilled/happy/delighted/glad/pleased/satisfied/amazing/great/fantastic/brilliant
        motivat* me
        ~ encourag*/inspir* me
        good/great/better/happy about myself
        made/making/make/see/seeing/notice* .. progress/improvement
        ~ progress
        i/i've/have improved
        my .. improved/improves/improving
        getting/got/gotten/become/becoming/became (much/so/a/lot) better
        better at
        better every/each day/week/time
        easier .. than/now/for
        passed/aced/nailed/smashed .. exam/exams/test/tests/interview/course/module/assessment/it
        ~ passed
        achiev*/accomplish* .. goal/goals/it/something/more/lot/milestone/target
        achievement*/accomplishment*
        completed/finished/graduated/finishing/completing .. course/module/project/certificate/training/programme
        completed/finished/graduated/finishing/completing .. program/bootcamp/lesson*/level/degree/task/assignment
        got/received/earned/earning/obtained/have/awarded .. certificate/certification/diploma/badge/credential
        certified
        got/received/accepted/signed/landed/offered .. job/offer/contract/internship/apprenticeship/position/role/promotion/traineeship
        have an/a (new/first) (job) offer/contract
        hired/promoted
        start/starting/started/starts .. new job/role/position/internship
        invited to .. interview
        presented/presenting/demoed/pitched .. my/our/project/idea/work/group/class/team/results
        gave/held/delivered/did .. presentation/demo/speech/talk/workshop
        positive/great/good/excellent/wonderful/nice/amazing feedback/comments/marks/results/grade/grades
        praised/complimented/applauded/congratulated
        learned/learnt/learning (so/how/a/many/new/lots/more) new/much/lot/lots/how/to
        learned/learnt/learning (so/how/a/many/new/lots/more) many/skill/skills/things/technolog*/tools/technique*
        mastered/mastering
        help*/taught/teach*/show*/enabled/allow*/guid* me .. understand/see/prepare/improve/learn/grow/find
        help*/taught/teach*/show*/enabled/allow*/guid* me .. get/realise/realize/build/solve/become/how
        understand* .. better/more/clearly/everything/now/well
        better understanding
        better understand
        will/would/can/could/should help me
        help me (to) land/find/get/reach/become
        plan/planning/planned/mapping .. career/future/path/next/steps
        career plan/path/goal/goals
        = my (career/next/new/big/long/short/main) (term) goal/plan/aim/dream is
        set/setting/wrote .. goal/goals/targets
        = i .. know what i want
        = want to become/work
        solve*/solved/solving/fixed/fixing .. problem*/bug/bugs/task/tasks/it/error/errors/issue*/challenge*/myself
        exchang*/swapped/shared .. contact*/numbers/linkedin/details/cards
        met someone/somebody/people/professionals/recruiter*/developer* .. work*/company/industry/field/hiring
        made .. connection*/contact*
        spoke/speak/speaking/spoken up
        dared/dare to
        took/taking/take .. initiative/lead/step
        led/leading/lead/organised/organized/ran .. meeting/team/group/session/workshop/event/project
        volunteered to
        out of my comfort zone/shell
        asked .. questions/question
        raised my hand
        can/could/know .. ask for help
        reach out .. help/support/anyone/mentor/team
        discussed/discussing/debated/brainstorm* .. approach*/idea*/solution*/case*/problem*/option*/way*/project*/topic*
        shared my .. experience/story/idea*/opinion/knowledge/work
        looking forward to
        can't/cannot wait to/for
        = couldn't be happier/prouder
        my voice/opinion/work/opinions matters/counts/valued/heard
        contribut* to/something/ideas
        helped others/another/someone/classmate*/newcomer*
        step closer

        [confidence_decrease]
        compar* myself/me .. with/to
        feel/feeling/felt (so/very) small/inferior/hopeless/lost/worthless/useless/dumb/stupid/inadequate/defeated
        = terrible/bad/awful/hopeless/no good at this/it/everything/maths/math/languages/coding/interviews/speaking
        forget/forgot everything/words
        = not up to
        = can't/cannot/couldn't keep up/pace
        no good at
        = should never/not have
        feel like giving
        fear of .. fail*/mistake*/speak*/reject*
        = don't/do not trust/believe (in) myself
        = not cut out
        beyond me
        over my head
        = nothing i do
        not qualified/ready/prepared
        less i .. understand/know/believe/trust
        more i .. less
        i thought .. ready/knew .. wasn't
        = i wasn't/wasnt/was not ready/prepared
        blank/blackout/blanked
        mind went blank
        hopeless at
        useless at
        regret*
        = second/third/another/final no
        not for me
        = better if i stop/quit/left
        = lack*/lost/lose/losing/no/little/low/less/zero/destroy*/undermin*/shatter*/drop* (of/my/any/the/in) (self) confidence
        confidence .. drop*/fell/fallen/down/low/gone/shaken/shattered/disappear*/suffer*/hit/lower/shrink*/collapsed
        unconfident/underconfident/insecure/inadequate/incapable/incompetent/useless/worthless/powerless/helpless
        unsure/uncertain .. myself/abilit*/skill*/capable
        = not sure .. i can/i'm/able/enough/belong
        doubt/doubting/doubts .. myself/abilit*/skill*/i/enough
        self-doubt/doubts
        low self esteem
        = can't/cannot/cant/couldn't (seem/really/even) (to) handle/cope/manage/do/keep/succeed
        = can/could not handle/cope/manage/do/keep/succeed
        = not able to .. handle/cope/manage/do/keep/follow/succeed/find/speak
        unable to
        = never be able/good/succeed/learn/understand/get/make/manage/find
        = i'll/will never
        = not (smart/good/clever/strong/talented/ready/qualified/experienced/young) enough
        = not smart/good/clever/talented/ready/qualified/experienced enough
        too hard/difficult/much/complicated/advanced/demanding for me
        too old/stupid/dumb/slow/weak .. for/to
        i .. failed/fail/failing/failure
        feel/feeling/felt/am/i'm (like/such/so/a/too/really/very) (a/total/complete) failure/stupid/dumb/idiot/loser/fraud/impostor
        feel/feeling/felt/am/i'm (like/such/so/a/too/really/very) (a/total/complete) imposter/useless/worthless
        feel/feeling/felt/am/i'm (like/such/so/a/too/really/very) (a/total/complete) incompetent/behind/inferior/small
        impostor/imposter syndrome
        stressed/stressful .. job/work/search*/hunt*/interview*/exam*/about/because/out
        give/giving/gave/given up
        ready/want/tempted/about to (just) quit/leave/drop/stop
        dropping out
        drop out
        hopeless/pointless/discouraged/demoralised/demoralized/defeated
        lost (all/my) hope/faith
        no hope
        everyone/everybody/others/all .. except/but me
        everyone/everybody/others (else) .. is/are/seem*/gets/understand* (so/much/far) smarter/better/faster/ahead/quicker/it
        worse than .. others/everyone/rest
        falling/fall/fell/lagging behind
        stupid/dumb question*
        afraid/scared .. fail*/mistake*/speak*/wrong/enough
        embarrassed/ashamed .. speak*/mistake*/english/accent/level/myself/ask
        freeze/froze .. when/interview/speak*/presentation
        rejected/rejection/rejections
        = no (responses/replies/answers/answer/reply/response/callbacks/interviews/offers) .. application*/job/yet
        = no responses/replies/callbacks/callback/invitations
        nobody/no-one/none .. hire/hires/wants .. me
        = a single reply/response/answer/interview
        """;
}

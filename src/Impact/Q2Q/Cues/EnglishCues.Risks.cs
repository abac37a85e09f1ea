namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: cues for signs of trouble.</summary>
internal static partial class EnglishCues
{
    public const string Risks =
        """
        [isolation]
        = no one/nobody around/there/to/talks/understands
        everyone/they/group/people/others ignored/ignore/ignores/ignoring
        = haven't/hardly/barely/don't talked/talk/spoken/speak/see to/with/anyone
        outside my family
        no social
        on my own all
        eat/sit/lunch/walk/always .. by myself
        = nobody/no-one/didn't/never .. asked/invited/invite me
        = no visitors/calls/visits/neighbours
        just me and
        miss .. mother/mum/mom/father/dad/sister/brother/husband/wife/children/kids/parents/country
        without .. family/friends/husband/wife/children
        have/had known each other
        stay/stayed inside/indoors/home
        quiet/silent/empty flat/house/room/apartment/evenings/weekends
        = don't/do not see anyone/anybody/people
        make/making/find/finding friends hard/difficult
        hard/difficult/impossible to make/find friends
        lonely/loneliness/lonesome/isolated/isolation/homesick
        alone
        outsider/outcast/stranger/misfit/invisible/alienated/left-out
        left out
        abandoned/excluded/forgotten
        = nobody/no-one/noone .. talk*/help*/listen*/care*/know*/speak*/invit*/sit*/notic*
        = no one .. talk*/listen*/care*/know*/speak*/invit*/sit*/notic*/turn
        = no friends/friend/contact
        = don't/not have/know (any) anyone/anybody/friends
        everyone/everybody/others/they/participants/all .. know/knew each other
        everyone/everybody/all .. except/but me
        = don't/didn't/not .. belong/fit
        by myself all
        miss .. family/home/friends
        hardly leave/see/meet .. anyone/house/people/home
        stay*/sit* (at) home all/alone

        [frustration]
        fed up
        = if at all
        how many times
        = still waiting/nothing/unanswered
        = nothing changes/changed/happens/moves/improved
        no progress
        whoever planned/designed/made
        late/cancelled/postponed/slow again
        too slow
        = not learning anything/new
        takes/took/taking forever/ages/weeks/months/hours
        wrong again
        crash*
        = nobody/no-one/noone .. replied/responded/answered/called
        everything .. wrong/badly/fails/breaks
        = not/hasn't/haven't/didn't/never .. answered/replied/responded
        every/each week/day/time .. same/again
        the same .. again/every/always
        unbelievable/ridiculous/absurd/outrageous/infuriating/nonsense
        drives/drove/driving me crazy/mad/insane
        again .. again
        another/more document/documents/form/forms/paper/papers/certificate
        lost/lose/losing .. hours/minutes/time/data
        broken/crash*/throws/kicks/freezes again/every/out
        = not even .. rejection/answer/reply/response/thanks
        reported/complained/asked .. twice/times/again
        promised
        = no answer/reply/response
        frustrat*/annoy*/irritat*/angry/anger/furious/unfair/exasperat*
        sick/tired of
        why .. so/this .. hard/difficult/complicated/slow/unfair
        so hard/difficult .. this/it
        why is/are/does/do .. so
        stuck
        error .. after error
        = error/errors/fail*/bug/bugs .. again/every/always/constantly
        = not/doesn't/don't/never/didn't/won't (seem/want) (to) work/working/works/load*/open*/help*
        = nothing works/helps/work/changes/helped
        keep*/kept .. fail*/crash*/wrong/break*/error*/rejected/getting/stuck
        again and again
        = waste/wasted/wasting .. time
        = no responses/replies/answers/answer/reply/response/progress/result/results/callbacks/use
        = can't/cannot/couldn't/unable .. find/get .. job/work/position/anything/internship
        rejected/rejection/rejections
        = not/never/still .. getting anywhere
        = still no/not/waiting/haven't
        going in circles
        disappoint*
        complain*
        = hate/hated this/it/the/when/how
        waited/waiting .. too/weeks/hours/months

        [disengagement]
        = hard/difficult/not/don't/stopped (to) care/caring/concentrate/engage
        hard/difficult to care/stay/motivate
        = not learning/learn* (anything) new/anything/much
        repeats/repetitive/same
        = not (useful/relevant/interesting) useful/relevant/interesting
        attention wanders/drifts
        distracted
        = haven't opened/logged/done/attended/been
        = no energy
        going through the motions
        watch*/look*/counting/check* .. clock/watch/minutes
        = heart isn't/is not/not (really) in
        = lost/lose/losing the will
        tired of
        same .. as/like last/always/before
        only come/came/attend/go .. because
        = don't/doesn't mind .. missing/miss
        always/only theory
        can't/cannot be bothered
        = not .. interest/interesting .. me/all
        bored/boring/boredom/tedious/dull
        los*/no/lack*/little .. interest/motivation/desire
        = not/don't/isn't/no (really/longer/feel) (very/that) interest*/motivated/engag*/bother*/care/enjoy*
        not .. interest*/motivated
        demotivated/unmotivated/uninterested/disinterested/indifferent/disengaged
        = don't/not feel like .. going/coming/attending/studying/doing
        = stopped (going/coming/attending/doing) (to) going/coming/attending/doing/class/classes/homework
        skip*/missed/missing .. class/classes/session/sessions/lesson/lessons/homework/meeting/meetings/lecture/lectures
        = no point
        pointless/meaningless
        = don't/didn't see .. point/reason
        fall*/fell asleep
        zone*/zoning/tune*/switch* out/off
        = not worth
        checked out

        [anxiety]
        awake/sleepless
        uncertain*
        can't/cannot relax/breathe/calm/stop
        nerves
        dread/dreading
        stressed
        heart .. races/race
        freak*
        so many deadlines/exams
        under .. pressure
        spinning
        scared/scares/scary
        hands .. sweat*/trembl*/shak*
        money .. running/run out
        all too/so much
        wish me luck
        nightmare*
        anxious/anxiety/nervous/nervousness/stressed/stress/stressful/worried/worry/worries
        worrying/panic*/overwhelm*/afraid/scared/terrified/fear/tense/uneasy/frightened/dread*
        = too much information/material/pressure/work/homework/content/at/to
        so/too many things/deadlines/tasks/topics/new
        pressure
        = can't/cannot/couldn't/not/hardly .. sleep
        sleepless/insomnia
        hands/heart .. shak*/racing/pounding/sweat*
        burned/burnt out
        burnout/burn-out
        exhausted
        freeze/froze

        [dropout_indication]
        = will/might/may/could/must/should leave/quit/stop/drop/cancel
        = leave/leaving/quit/quitting the (course/group/class) course/group/class/programme/program
        = cancel* my
        = not/won't coming/come back
        = last session/meeting/class for me
        feel like/about giving/quitting/leaving
        = don't/not .. know/sure .. if/whether .. come/back/continue/stay/go
        = don't/not know/sure if/whether i .. come/continue/stay/return
        = better if i/to stop/leave/quit/left
        = have to/must/will leave/stop/quit (the) programme/program/course
        = lost the will .. go/continue/on
        = close/about/ready to giv*/quit*/leav*/stop*/drop*
        = won't/will not .. come back/be
        = dropping/drop/dropped out
        = quit/quitting
        = leav*/leave/stop*/abandon*/cancel* .. programme/program/course/training/school/class/lessons
        = give/giving/gave up
        = thinking/think/thought/thoughts/considering/want/wanted/decided/might/may/going .. quit*/leav*/stop*/drop*/withdraw*/give/giving
        = won't/not/don't .. continue/coming/come/finish/attend .. anymore/back/again/programme/program/course
        = not sure/don't know .. continue/stay/finish/carry
        = should i continue
        withdraw*/withdrew/resign* .. programme/program/course/from
        = last time/day/week i .. come/attend/join
        = don't/not want to .. come/continue/go/attend .. anymore/back/more/again
        = no reason to .. stay/continue/come

        [confusion]
        = don't/dont/didn't/can't/cannot/not (really) get it/this/that/why/how/what
        unclear/unsure .. what/how/which/about
        difference between .. unclear/understand/don't/same
        don't/doesn't get why/how/what/it
        mixed messages
        which .. first/next
        = not .. clear
        hard/difficult .. understand/follow
        no clue
        = nobody/no-one/noone (ever/has/had/really) explained/explains/showed/shows/told/tells
        lost the thread/track/plot
        less i understand
        what/where .. difference between
        pretend* .. understand
        pretend*
        contradict*/different things
        which .. comes/form/one/should
        what .. means/mean
        confus*/puzzled/bewildered/unclear/baffled/perplexed
        = don't/dont/didn't/can't/cannot/couldn't/doesn't/not/hardly (really/even/always/fully/quite) understand/grasp/follow
        = don't/dont/not/no (really/even) know/sure/idea .. where/what/how/which/who/if/why .. start/do/begin/next/go
        = don't/dont/not/no (really/even) know/sure/idea .. where/what/how/which/who/if/why .. ask/to/use/choose/expected/should
        = no idea
        = not clear
        = not (at) (all) clear
        makes no sense
        = doesn't/don't/not/didn't .. make sense
        lost .. in/feel/completely/during
        feel/feeling/felt/am/i'm/was/get (so/completely/totally/a/bit/really/quite) lost
        hard/difficult to understand/follow/grasp
        error .. after error
        instructions/explanation*/rules/task/material .. unclear/confus*/hard/difficult/complicated
        mixed up
        too complicated/complex
        what .. am i supposed
        don't .. see how

        [negative_self_talk]
        = terrible/bad/awful/hopeless/no good/useless at this/it/everything/maths/math/languages/coding/interviews/speaking
        = should never have
        = can't do anything
        compar* myself
        = not cut out
        i'm/am (such/just) (a/an) burden/disaster/mess/joke/embarrassment/fool/imposter/impostor
        want to quit .. everything
        i'm/i/am just/so/too/always slow/bad/weak/old/late/lazy
        always have been
        = not for me/someone/people
        ruin*/mess*/screw* .. again/everything/up
        clever/smart/young/younger people
        = who will/would/wants/hires .. me
        too late for me
        how stupid/dumb
        like/as if .. child/baby
        old dog
        = can't/cannot/cant/couldn't (seem/really/even) (to) handle/cope/manage/do/keep/succeed
        = i .. can't .. this/it/anything
        stupid/dumb/idiot/loser/failure/useless/worthless/incompetent/inferior/hopeless/inadequate/incapable
        = not/isn't (smart/good/clever/talented/ready/qualified/experienced/young) (smart/good/clever/talented) enough
        = never be able/good/succeed/learn/understand/get/make/manage/find
        = i'll/will never
        too hard/difficult/much/complicated/advanced for me
        too old/stupid/dumb/slow/weak/bad
        i .. failed/failing
        everyone/everybody/all .. except/but me
        everyone/everybody/others (else) .. smarter/better/faster/ahead
        hate/blame/ashamed/embarrassed .. myself
        my (own) fault
        what's/something wrong with me
        impostor/imposter/fraud
        bad/terrible/no/awful .. at this/everything/it/coding/languages
        don't deserve
        = i'm/am just/simply not
        want/ready to give up
        = give up
        waste of space
        nobody .. wants/hire/hires me

        [lack_of_support]
        support/help/helpdesk/coordinator/teacher/mentor .. answers/answer/replies/responds .. after/days/weeks/late/never
        if at all
        asked/ask/begged .. help .. ignored/nobody/no/nothing/never
        not enough help/support/guidance/time/teachers/explanation*
        too few teachers/mentors/lessons/meetings
        left to
        = on my own with
        = not/hasn't/haven't/didn't/never .. answered/replied/responded
        mentor/buddy/teacher/tutor/coach/coordinator .. not answer*/reply*/replied/respond*
        = no/without/little time .. for/questions/us/me/help
        = nobody/no-one/noone has/had/have time
        = nobody/no-one/noone (ever/has) showed/shows/explained/explains/told
        cancel*/postpone* .. again/times/time/fourth/third/twice/meeting
        = no answer/reply/response
        = need someone
        = nobody i/to
        without (anybody/anyone/somebody/someone) (to) explain/help/ask
        = no childcare/transport/laptop
        reality
        thirty/forty/many of us .. one/share
        = no/little/zero/without/lack*/enough (any/of/real) (of) support/help/guidance/feedback/assistance/mentor
        = no support/help/guidance/feedback/assistance/mentor/buddy
        unsupported
        = not/don't/didn't/doesn't/never/haven't/hasn't .. support/help/feedback/guidance/mentor/answer/reply/respond/assist*
        = nobody/no-one/noone/none .. help*/ask/answer*/explain*/support*/listen*/turn/guid*/responds/replies/cares
        = no one .. help*/ask/answer*/explain*/support*/listen*/turn/guid*/responds/replies/cares
        mentor/buddy/teacher/tutor/coach/coordinator/staff .. cancel*/ignor*/disappear*/absent/busy/unavailable/late
        left/leave/leaves/leaving (to/us/me) (alone/on/to) alone/own/cope/ourselves/myself
        abandoned/neglected/ignored
        more/better/extra help/support/guidance .. need*/please/wish
        = need/wish/want/wanted .. more/better/extra help/support/guidance
        figure .. out (on/by) (my) own/myself/alone
        """;
}

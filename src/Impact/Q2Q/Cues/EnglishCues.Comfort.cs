namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: cues for ease in the language of the programme.</summary>
internal static partial class EnglishCues
{
    public const string Comfort =
        """
        [language_high]
        called/phoned/ordered/read/wrote/spoke/talk*/explain* .. in english/norwegian
        chatted/watch*/answered/asked/joked/apologised/complained/negotiated/argued .. in english/norwegian
        understand*/following .. news/podcast*/radio/jokes/series/films
        translat*/interpret* for
        conversation .. english/norwegian .. easy/natural/flow*/well
        talk* the most
        comfortable/confident/at/ease/easy/relaxed .. speak*/talk*/convers*/chat* .. english/norwegian/language/colleagues/customers
        comfortable/confident/fluent/fluently .. english/norwegian/language
        fluent/fluently/freely
        speak*/spoke/talk* .. without fear/mistakes/translat*/stopping/hesitat*
        = without a/translator/translating/dictionary/subtitles
        english/norwegian/vocabulary/grammar .. improved/improving/improves/better/easier/good/great/stronger/progress
        pronunciation/language/speaking/listening .. improved/improving/improves/better/easier/good/great/stronger/progress
        improved/improving/improve/better/stronger (in) my/in (spoken/written) english/norwegian/vocabulary/grammar
        improved/improving/improve/better/stronger (in) my/in (spoken/written) pronunciation/language/speaking/listening
        understand* .. (almost/nearly) everything/movies/news/terminology .. said/say/now/better/easily/without
        understand* .. (almost/nearly) people/colleagues/conversations/lectures/teacher .. said/say/now/better/easily/without
        understand* (almost/nearly) everything
        conversation/conversations/chat/small .. english/norwegian .. easily/flow*/natural*/easy/fun
        held/had/hold/having (a/my) (first/whole/long/real) (whole/long/real) conversation* in
        dream*/think*/joke*/read* .. in english/norwegian
        passed .. language/english/norwegian/b1/b2/c1/ielts/toefl
        reached/level .. b2/c1/c2

        [language_medium]
        english/norwegian/language .. ok/okay/average/intermediate/enough/so-so/decent
        intermediate/b1
        understand* .. most/half/main
        understand .. but .. speak*
        speak* slowly
        when .. speak* slowly

        [language_low]
        repeat .. don't/what/understand/catch
        = don't/can't/cannot/didn't catch/get what/words
        ask*/asking .. to repeat
        struggle/struggling .. follow .. conversation*
        dialect*/accent* .. impossible/hard/difficult/understand
        can't/cannot/couldn't .. sentence/joke/express/words
        words .. late/missing/disappear*/stuck/don't/won't
        nod/nodding/smile .. hope/pretend/don't/understand
        open my mouth
        don't understand/follow .. boss/colleagues/teacher/customers/neighbours/jokes
        = i only understand
        english/norwegian/language/vocabulary/grammar/pronunciation/accent .. bad/poor/weak/terrible/awful/limited/rusty/problem
        english/norwegian/language/vocabulary/grammar/pronunciation/accent .. barrier/hard/difficult/low/worse/challenge/struggl*/basic
        bad/poor/weak/broken/limited/basic/terrible .. english/norwegian/vocabulary/grammar/pronunciation/language
        language barrier
        struggl*/difficult*/hard/problem*/trouble .. english/norwegian/speak*/language/express*/words/vocabulary/grammar/pronunciation
        = don't/can't/cannot/not/couldn't/didn't .. speak/understand .. english/norwegian/language/teacher/people/colleagues
        = don't/can't/cannot/not/couldn't/didn't .. speak/understand .. words/they/said/accent/fast/conversation*
        = can't/cannot/couldn't/don't/hard/difficult .. find/express/remember .. words/myself
        translat* .. every/everything/all/phone/google/friend
        speak*/talk*/spoke/talked/speaks/talks .. (too/so/very) fast/quickly
        too fast .. understand/follow/me
        afraid/shy/ashamed/embarrassed/scared/nervous .. speak*/english/norwegian/accent/grammar
        = it/he/she/i/they/we not work*/understand/know/have/like/want/speak/see/find/get/go
        = i/we no understand/speak/have/know/can
        = i am agree
        = he/she/it don't
        = sorry for my english

        [language_shown]
        explained .. understand/understood
        connect* .. linkedin/recruiter*
        talked/spoke to/with .. recruiter*/employer*/manager*/professional*
        offer for
        passed .. exam/course/module
        had/did/attended/passed/nailed .. interview
        interview .. went .. well/great/good/better
        completed/finished/graduated .. course/module/training/bootcamp/programme/program/certificate
        got/received/earned .. certificate/certification/diploma/offer/job
        exchang*/swapped .. contact*/numbers/linkedin/details/cards
        presented/presenting/demoed/pitched .. my/our/project/idea/work/group/class/team/results
        gave/held/delivered .. presentation/demo/speech/talk/workshop
        can/could/know .. ask for help
        reach out .. help/support/anyone/mentor/team
        help* me .. understand
        learned/learnt (many/some/so) new/technolog*/tools/framework*
        learned/learnt/mastered .. react/javascript/python/sql/java/html/css/git/docker/excel/typescript/node/figma/kubernetes/linux
        plan/planning/planned .. career/path
        discussed/debated/explained .. idea*/approach*/solution*/project*/group/team/class/colleagues
        led/facilitated/hosted .. meeting/session/workshop/discussion
        """;
}

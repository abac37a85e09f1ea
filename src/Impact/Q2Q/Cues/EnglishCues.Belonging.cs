namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: cues for gained and lost belonging.</summary>
internal static partial class EnglishCues
{
    public const string Belonging =
        """
        [belonging_increase]
        accept*/welcom*/includ*/understood/embraced .. me/us .. day/start/beginning/group/team/family/right
        accepted by
        from day one
        believed/believes/trusts/trusted in/me .. me
        open arms
        safe place/space
        team spirit
        community
        my people/tribe
        check*/checked (in) on me
        look*/takes/take care/after .. each/me/us
        = someone to talk/turn/call
        meeting/meetings/sessions/chats/talks/coffee/dinner with my buddy/mentor/group/friends
        everyone/they/people/volunteers/classmates/others care/cared/cares
        feel/felt/feeling (so/really) close/connected/safe
        like-minded
        same boat
        glad/happy/excited/lucky/grateful/pleased (that) (i/to) (have) joined/join/chose/found/came/started
        ~ thank/thanks/thankful
        ~ patient/patiently/patience
        connect* .. linkedin/recruiter*/alumni/people
        changed my life
        one of them/us/the/you
        means (a/so) lot/much/everything
        = nobody/no-one (ever) laughs/laughed/judges/judged
        treat*/see/sees .. as/like .. equals/colleagues/friends/family/human/one
        introduced me/us
        asked/invited me/us .. help/join/come/dinner/home/party/speak
        thanked/hugged/cheered/greeted/congratulated me
        go/went/going out .. together/saturday/friday/every
        we/all laughed/laugh
        laugh*/laughing .. so/together/like/a
        gave me .. card/hug/number/lift/ride
        offered .. help/share/me
        stayed .. longer/late/extra/after
        elected/chosen me/as
        birthday
        = not/wasn't/weren't/never unfriendly/unkind
        never make/made me feel small/stupid/bad
        someone who .. understands/listens/cares
        hug/hugs/hugged
        belong/belonging
        sense/feeling/feel of belonging/community/family/togetherness
        part of .. this/the/a/something/group/team/community/family/program/programme/project/class
        feel/felt/feeling/made/makes/make (me) (so/very/really/truly/more/much) (feel) welcome/welcomed/included
        feel/felt/feeling/made/makes/make (me) (so/very/really/truly/more/much) (feel) accepted/valued/appreciated
        feel/felt/feeling/made/makes/make (me) (so/very/really/truly/more/much) (feel) supported/seen/heard
        feel/felt/feeling/made/makes/make (me) (so/very/really/truly/more/much) (feel) home/respected/connected/understood
        welcoming/inclusive/welcomed/warmly
        warm/kind/great/amazing/wonderful/supportive/friendly (and) (warm/kind/supportive/friendly/open) atmosphere/people/group/community
        warm/kind/great (and) (warm/kind/supportive/friendly/open) team/environment/company/classmates
        amazing/wonderful/supportive/friendly (and) (warm/kind/supportive/friendly/open) team/environment/company/classmates
        lovely/nice/fantastic/good/safe/positive/open (and) (warm/kind/supportive/friendly/open) atmosphere/people/group/community
        lovely/nice/fantastic/good/safe/positive/open (and) (warm/kind/supportive/friendly/open) team/environment/company/classmates
        warm/kind/great (and) (warm/kind/supportive/friendly/open) colleagues/class/volunteers/mentor
        amazing/wonderful/supportive/friendly (and) (warm/kind/supportive/friendly/open) colleagues/class/volunteers/mentor
        warm/kind/great/amazing/wonderful/supportive/friendly (and) (warm/kind/supportive/friendly/open) buddy/teacher/participants/mates
        lovely/nice/fantastic/good/safe/positive/open (and) (warm/kind/supportive/friendly/open) colleagues/class/volunteers/mentor
        lovely/nice/fantastic/good/safe/positive/open (and) (warm/kind/supportive/friendly/open) buddy/teacher/participants/mates
        group/team/people/everyone/everybody/community/class/participants .. friendly/supportive/kind/welcoming/helpful/nice
        group/team/people/everyone/everybody/community/class/participants .. warm/patient/amazing/wonderful/great/encouraging/caring
        classmates/volunteers/colleagues/mentor/buddy/teacher/staff/they .. friendly/supportive/kind/welcoming/helpful/nice
        classmates/volunteers/colleagues/mentor/buddy/teacher/staff/they .. warm/patient/amazing/wonderful/great/encouraging/caring
        feel/feels/felt/feeling/like (like/being) at/a home
        like .. family
        second family/home
        friends/friend/friendship/friendships .. made/found/new/here/group/course
        made/making/make/found/find/met/have/got .. friend/friends/friendships
        new friends
        not/never (feel/feeling/be) alone/lonely .. anymore/now/more
        = not/never (feel/feeling/so/the) (as/so) alone/lonely/only
        = no longer (feel/feeling/am/so) alone/lonely/isolated/outsider/excluded
        = less alone/lonely/isolated
        together
        support*/help*/encourag*/teach*/understand* each other
        support*/help*/encourag* one another
        each other .. support*/help*
        mentor/buddy/tutor/coach/teacher (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*
        mentor/buddy/tutor/coach/teacher (always/really/also/has/have/was/is/are/were) (always/really/very/so) encourag*/listen*/cheer*
        instructor/volunteer* (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*
        instructor/volunteer* (always/really/also/has/have/was/is/are/were) (always/really/very/so) encourag*/listen*/cheer*
        team/group/classmates (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*
        team/group/classmates (always/really/also/has/have/was/is/are/were) (always/really/very/so) encourag*/listen*/cheer*
        mentor/buddy/tutor/coach/teacher (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        mentor/buddy/tutor/coach/teacher (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        instructor/volunteer* (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        team/group/classmates (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        instructor/volunteer* (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        team/group/classmates (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        everyone/everybody (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*/encourag*/listen*/cheer*
        colleagues/friend/friends (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*
        colleagues/friend/friends (always/really/also/has/have/was/is/are/were) (always/really/very/so) encourag*/listen*/cheer*
        everyone/everybody (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        everyone/everybody (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        colleagues/friend/friends (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        colleagues/friend/friends (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        participants/they/he (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*/encourag*/listen*/cheer*
        she/programme/program (always/really/also/has/have/was/is/are/were) (always/really/very/so) support*/help*
        she/programme/program (always/really/also/has/have/was/is/are/were) (always/really/very/so) encourag*/listen*/cheer*
        participants/they/he (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        she/programme/program (always/really/also/has/have/was/is/are/were) (always/really/very/so) guid*/cares/caring
        participants/they/he (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        she/programme/program (always/really/also/has/have/was/is/are/were) (always/really/very/so) believ*/inspir*/remember*
        mentor/buddy/tutor/coach .. supportive/patient/kind/great/amazing/helpful/understanding
        someone/somebody/people .. talk/listen*/turn/rely/trust/count/cares
        thank/thanks/thankful/grateful/gratitude/appreciat* .. team/mentor/mentors/buddy/group/program
        thank/thanks/thankful/grateful/gratitude/appreciat* .. programme/teacher/teachers/everyone/everybody/all/volunteer*
        thank/thanks/thankful/grateful/gratitude/appreciat* .. support/help/tutor/coach/company/community
        thank/thanks/thankful/grateful/gratitude/appreciat* .. colleagues/organisers/organizers/opportunity/trainers/patience/people
        = thank you all/everyone/everybody
        = many thanks
        = couldn't/could not have .. without
        reach out .. help/support/anyone/mentor/team
        ask/asking .. for help/anyone
        glad/happy/excited/proud (that) (to) (i) be/have/joined/join/belong/being part/here/in/chosen/joined/with
        lucky/honoured/honored/grateful (that) (to) (i) be/have/joined/join/belong/being part/here/in/chosen/joined/with
        joined .. community/group/club/team/family
        invited/included/involved/introduced me
        exchang*/swapped/shared .. contact*/numbers/linkedin/details/cards
        met .. someone/somebody/people/friends/buddy/mentor
        everyone/everybody/group/class/they/team/people/audience/others (really/all) gave/liked/loved/applauded/clapped
        everyone/everybody/group/class/they/team/people/audience/others (really/all) praised/congratulated/listened/cheered/laughed
        positive/great/kind/nice feedback from
        ~ work*/learn*/study*/studied/studies (well/so) with/together/as/in (a/the/my/our) team/group/classmates
        ~ work*/learn*/study*/studied/studies (well/so) with/together/as/in (a/the/my/our) partner/colleagues/people/others
        cook*/celebrat*/practis*/practic*/play*/sing* (well/so) with/together/as/in (a/the/my/our) team/group/classmates
        cook*/celebrat*/practis*/practic*/play*/sing* (well/so) with/together/as/in (a/the/my/our) partner/colleagues/people/others
        program/programme/course/group/community/mentoring (really/truly/definitely/just/actually) works/helps/rocks
        bond*/bonded/connected with
        got/get/getting along .. with/well/great
        we/we're .. team/like-minded/family
        share*/sharing .. same/experiences/stories/culture/meals/interests/laughs
        enjoy*/love*/like* .. people/group/team/class/community/company/meetings/meetups/together/meeting/talking/chatting/buddy/mentor
        trust .. team/group/mentor/people/each

        [belonging_decrease]
        = no one/nobody around/there/here/cares/listens/talks/understands
        everyone/they/group/people/others ignored/ignore/ignores/ignoring/excluded/avoid*
        = haven't/hardly/barely/don't talked/talk/spoken/speak to/with anyone/anybody
        = don't/do not know anyone/anybody/a
        clique/cliques
        looked/look/looking down .. me/us
        feel/feeling/felt .. different/excluded/ignored/invisible/unwelcome/foreign/alien
        = no one/nobody to talk/call/turn
        = nobody/no-one talks/listens/cares/understands
        = no help/support/contact/friends
        out of place
        = nobody/no-one/they/didn't/never .. asked/ask/invite/invited/include/included me/us
        lunch/eat/sit/sitting/work/always .. by myself/alone
        = don't/doesn't/didn't .. see/notice/want/include/invite me
        have/had known each other
        jokes/comments/laugh* .. about/at .. accent/me/country/religion/headscarf/name
        just me
        without .. family/friends
        the only one/man/woman/foreigner/person
        lonely/loneliness/lonesome/isolated/isolation
        outsider/outcast/stranger/misfit
        alone
        = don't/didn't/doesn't/not/never .. belong/fit/welcome/included/accepted/connect/connected
        excluded/ignored/rejected/unwelcome/unwanted/invisible/abandoned/neglected
        forgotten/overlooked/left-out/judged/disconnected/unseen/unheard/alienated/sidelined
        left out/behind
        leave/leaves/leaving/left me out/behind/alone
        nobody/no-one/noone .. help*/talk*/listen*/ask*/care*/know*/speak*/invit*/sit*/notic*/greet*/understand*/support*
        = no (one/real/true) friends/friend/support/company/contact
        = no one .. talk*/help*/turn/ask/listen*/speak*/with/to
        = nobody .. talk*/help*/turn/ask/listen*/speak*/with/to
        = don't/not have/know (any) anyone/anybody/someone/friends
        = don't/not have/know (any/many) friends .. here/course/group
        everyone/everybody/others/they/participants/all .. know/knew each other
        everyone/everybody/all .. except/but me
        they/others/everyone/people/classmates/group .. ignore*/exclude*/avoid*/laugh/laughed/mock*/judge*
        treated .. differently/badly/unfairly
        don't/not/lack of .. trust/respect .. group/team/class/them
        different from .. others/everyone/rest
        on my own .. with/here/all/again
        homesick
        lack of support
        = no support
        """;
}

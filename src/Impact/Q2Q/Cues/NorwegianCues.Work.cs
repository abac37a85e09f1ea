namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: cues for steps towards work, and the topics of a text.</summary>
internal static partial class NorwegianCues
{
    public const string Work =
        """
        [not:job_search]
        hjelpe/hjelper meg .. få/finne .. jobb*

        [job_search]
        = leting/leiting
        = fast/ny/første jobb*
        = signerte/signert/skrev under
        = cv* .. rekrutter*/arbeidsgiver*
        = rekrutterer*
        = jobbmess*
        = søkte/søker på
        = nei/avslag .. intervju*/søknad*
        = fikk/få jobben
        = avslag
        = leter etter jobb/arbeid
        = jobbsøk*/jobbjakt*/arbeidssøk*/jobbsøking*/jobbtilbud
        = arbeidsledig*/arbeidsgiver*/rekrutter*/jobbintervju*/jobbmesse*/søknadsbrev*
        = søkt/søker/søke/søkte/leter/lete/leitet/lette/ser .. jobb*/stilling*/arbeid/praksisplass*/lærlingplass*
        = sendt/sender/sendte/skrev/skriver/skrevet/levert .. søknad*/cv
        = søknad*
        = finne/fant/funnet/få/fikk/fått .. jobb/jobben/arbeid/stilling*/praksisplass*/lærlingplass*/deltidsjobb*/sommerjobb*
        = ledig* stilling*
        = intervju* .. jobb*/stilling*/bedrift*/firma*/som/hos
        = nav
        = jobb*/stilling* .. intervju*
        = innkalt/invitert .. intervju*
        = fast stilling

        [skills_gained]
        ferdig/ferdige med .. prototype*/prosjekt*/app*/nettside*
        holdt/holde .. presentasjon*/foredrag*
        kurset i .. ga/lærte/hjalp/har
        skjønner/forstår (endelig/nå) hvordan
        erfaring med
        lærte/lært jeg
        lærte/lært .. sql/docker/html/css/git
        lærer/lærte (jeg/vi) om
        endelig forsto/forstår/skjønte/skjønner
        besto/bestod/bestått .. prøve*/eksamen*/norskprøve*/kurs*
        kan (jeg) (nå) lage/skrive/bruke/bygge/programmere/kode
        nå kan
        la/lagt ut .. app*/kode*/prosjekt*
        første .. nettside*/nettsida/app/program*
        værapp*
        fullført/fullførte/ferdig/gjennomført/gjennomførte (med) .. kurs*/modul*/opplæring*/utdanning*/praksis*/prosjekt*
        lært/lærte/lærer (å/meg/så/mange/nye/mye/masse/noe/hvordan/mer) å/mye/nye/ny/nytt/masse/hvordan/mange/mer
        lært/lærte/lærer (å/meg/så/mange/nye/mye/masse/noe/hvordan/mer) programmering/python/excel/react/javascript
        lært/lærte/lærer (å/meg/så/mange/nye/mye/masse/noe/hvordan/mer) sql/meg/om/regnskap*/teknologi*
        ny*/nyttig*/praktisk*/digital*/teknisk* .. ferdighet*/kunnskap*/kompetanse*/teknologi*/verktøy*
        ferdighet*/kompetanse*/kunnskap* .. økt/bedre/fått/vokst/styrket
        kan nå .. bruke/lage/skrive/bygge/programmere/kode/sy/reparere
        nå kan jeg .. bruke/lage/skrive/bygge/programmere/kode/sy
        laget/lagde/bygde/kodet/utviklet/programmerte/skrev .. nettside*/app*/program*/prosjekt*/spill*/nettsted*/kode*/database*
        presenterte/presentert .. prosjekt*/arbeid*/app*/løsning*/resultat*/idé*
        holdt .. presentasjon*/foredrag*
        forbedret/bedre/forbedra .. ferdighet*/norsk*/engelsk*/koding*/skriving*
        flinkere .. til/med
        forstår/skjønner .. bedre .. begrep*/kode*/tema*/hvordan
        øver/øvde/trener/øvd .. norsk*/engelsk*/koding*/programmering*
        lærte meg .. hvordan/å

        [networking]
        visittkort*
        presenterte meg for .. sjef*/leder*/kollega*/arbeidsgiver*
        = nettverksbygging*/nettverkstreff*/nettverking/nettverkskveld*/nettverksmøte*
        = nettverk .. bygg*/større/utvid*/fått/mitt/profesjonel*
        bygg*/utvid* .. nettverk*
        utvekslet/byttet/delte .. kontakt*/nummer*/kort/linkedin
        møtte/traff/møtt/truffet .. rekrutter*/arbeidsgiver*/utvikler*/bransje*/bedrift*/fagfolk/ledere/jobber
        = meetup*/konferanse*/hackathon*/jobbmesse*/karrieredag*
        nye/nyttig*/profesjonell* kontakter/kontakt

        [resume_improvement]
        = cv/cven/cv-en/cver
        = søknadsbrev*/følgebrev*
        = linkedin profil*
        = profil* .. linkedin

        [interview_prep]
        = intervju*/jobbintervju*
        = intervju*/jobbintervju* .. forbered*/øv*/tren*/spørsmål*/tips/teknikk*
        = forbered*/øv*/tren*/prøve/simuler* .. intervju*/jobbintervju*
        = prøveintervju*/intervjutrening*/jobbintervju*/intervjuteknikk*
        = hadde/var/hatt/gikk/første .. intervju*

        [certification]
        = bevis/beviset/førerbevis*/førerkort*/truckførerbevis*
        = sertifikat*/sertifiser*/kursbevis*/vitnemål*/diplom*/fagbrev*/godkjenning*
        = bestod/bestått/besto .. eksamen*/norskprøve*/prøve*

        [portfolio_building]
        = portefølje*/portfolio*
        = github/behance

        [career_goal_setting]
        = plan for
        = om ett/to/tre/fem/2/3/5 år
        = utdannet/utdanne meg
        = karriere*/yrkesplan*/yrkesvalg*
        = målet/mål/drømmen/drøm (mitt/min/er) .. er/å/bli
        = mitt/min/neste .. mål/drøm/plan
        = satt/setter/satte .. mål
        = vil/ønsker/skal/drømmer/planlegger/håper .. bli/jobbe/utdanne .. som/sykepleier*/utvikler*/ingeniør*
        = vil/ønsker/skal/drømmer/planlegger/håper .. bli/jobbe/utdanne .. designer*/lærer/kokk*/elektriker*/regnskap*
        = vil/ønsker/skal/drømmer/planlegger/håper .. bli/jobbe/utdanne .. tester*/snekker*/mekaniker*/leder*
        = vil/ønsker/skal/drømmer/planlegger/håper .. bli/jobbe/utdanne .. helsefag*/barnehage*/rørlegger*/innen/meg
        = bli .. sykepleier*/utvikler*/ingeniør*/designer*/lærer/kokk*
        = bli .. elektriker*/regnskapsfører*/tester*/snekker*/mekaniker*/helsefagarbeider*/rørlegger*
        = starte .. bedrift*/firma*/egen/kafé*
        = om to/tre/fem/2/3/5 år
        = hjelpe meg .. få/finne .. jobb*
        = planlegger .. fremtid*/framtid*/utdanning*
        = fem-års*/femårs*
        """;

    public const string Topics =
        """
        [topic:CV]
        = cv/cven/cver/søknadsbrev*

        [topic:interview]
        = intervju*/jobbintervju*/prøveintervju*

        [topic:PM]
        = prosjektled*/prosjektstyring*/scrum/smidig/agile/kanban/sprint/sprinter/backlog

        [topic:dev]
        = utvikler*/programmer*/koding*/kode/koden/kodet/koder/programvare*/nettside*/frontend/backend
        = javascript/python/java/sql/html/css/react/node/git/github/webutvikling*/systemutvikl*

        [topic:networking]
        = nettverk*/linkedin/meetup*/konferanse*/jobbmesse*
        = byttet/utvekslet .. kontakt*

        [topic:mentorship]
        = mentor*/fadder*/buddy*/veileder*
        """;
}

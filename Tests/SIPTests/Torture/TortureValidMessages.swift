// RFC 4475 §3.1.1: valid messages that parsers get wrong.
enum TortureValidMessages {
    static let all: [TortureMessage] = [
        TortureMessage(
            "3.1.1.1",
            "wsinv",
            "a short tortuous INVITE",
            #"""
            INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
            TO :
             sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
            from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
              ;
              tag = 98asjd8
            MaX-fOrWaRdS: 0068
            Call-ID: wsinv.ndaksdj@192.0.2.1
            Content-Length   : 150
            cseq: 0009
              INVITE
            Via  : SIP  /   2.0
             /UDP
                192.0.2.2;branch=390skdjuw
            s :
            NewFangledHeader:   newfangled value
             continued newfangled value
            UnknownHeaderWithUnusualValue: ;;,,;;,;
            Content-Type: application/sdp
            Route:
             <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
            v:  SIP  / 2.0  / TCP     spindle.example.com   ;
              branch  =   z9hG4bK9ikj8  ,
             SIP  /    2.0   / UDP  192.168.255.111   ; branch=
             z9hG4bK30239
            m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
                  newvalue ;
              secondparam ; q = 0.33

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.3
            s=-
            c=IN IP4 192.0.2.4
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC

            """#
        ),
        TortureMessage(
            "3.1.1.2",
            "intmeth",
            "a wide range of valid characters",
            #"""
            !interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/cra\#
            zy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
            Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~
            To: "BEL:\<hex>07</hex> NUL:\<hex>00</hex> DEL:\<hex>7f</hex>" <sip:1_unusual.URI~(to-be\#
            !sure)&isn't+it$/crazy?,/;;*@example.com>
            From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="рабо\#
            тающий";tag=_token~1'+`*%!-.
            Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\/"][?}{
            CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~
            Max-Forwards: 255
            extensionHeader-!.%*+_`'~:<hex>efbbbf</hex>大停電
            Content-Length: 0


            """#
        ),
        TortureMessage(
            "3.1.1.3",
            "esc01",
            "valid use of the % escaping mechanism",
            #"""
            INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
            To: sip:%75se%72@example.com
            From: <sip:I%20have%20spaces@example.net>;tag=938
            Max-Forwards: 87
            i: esc01.239409asdfakjkn23onasd0-3234
            CSeq: 234234 INVITE
            Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw
            C: application/sdp
            Contact:
              <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>
            Content-Length: 150

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.1
            s=-
            c=IN IP4 192.0.2.1
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC

            """#
        ),
        TortureMessage(
            "3.1.1.4",
            "escnull",
            "escaped nulls in URIs",
            #"""
            REGISTER sip:example.com SIP/2.0
            To: sip:null-%00-null@example.com
            From: sip:null-%00-null@example.com;tag=839923423
            Max-Forwards: 70
            Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
            CSeq: 14398234 REGISTER
            Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw
            Contact: <sip:%00@host5.example.com>
            Contact: <sip:%00%00@host5.example.com>
            L:0


            """#
        ),
        TortureMessage(
            "3.1.1.5",
            "esc02",
            "use of % when it is not an escape",
            #"""
            RE%47IST%45R sip:registrar.example.com SIP/2.0
            To: "%Z%45" <sip:resource@example.com>
            From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
            Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf
            Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234
            CSeq: 29344 RE%47IST%45R
            Max-Forwards: 70
            Contact: <sip:alias1@host1.example.com>
            C%6Fntact: <sip:alias2@host2.example.com>
            Contact: <sip:alias3@host3.example.com>
            l: 0


            """#
        ),
        TortureMessage(
            "3.1.1.6",
            "lwsdisp",
            "no white space between display name and <",
            #"""
            OPTIONS sip:user@example.com SIP/2.0
            To: sip:user@example.com
            From: caller<sip:caller@example.com>;tag=323
            Max-Forwards: 70
            Call-ID: lwsdisp.1234abcd@funky.example.com
            CSeq: 60 OPTIONS
            Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw
            l: 0


            """#
        ),
        TortureMessage(
            "3.1.1.7",
            "longreq",
            "long values in header fields",
            #"""
            INVITE sip:user@example.com SIP/2.0
            To: "I have a user name of extremeextremeextremeextremeextremeextremeextremeextremeextre\#
            meextreme proportion"<sip:user@example.com:6000;unknownparam1=verylonglonglonglonglonglo\#
            nglonglonglonglonglonglonglonglonglonglonglonglonglonglongvalue;longparamnamenamenamenam\#
            enamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamename=sh\#
            ortvalue;verylonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglon\#
            glonglonglonglonglonglongParameterNameWithNoValue>
            F: sip:amazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazinglylon\#
            gcallernameamazinglylongcallername@example.net;tag=1298298298298298298298298298298298298\#
            2982982982982982982982982982982982982982982982982982982982982982982982982982982982982982\#
            982982982982982982982982982424;unknownheaderparamnamenamenamenamenamenamenamenamenamenam\#
            enamenamenamenamenamenamenamenamenamename=unknowheaderparamvaluevaluevaluevaluevaluevalu\#
            evaluevaluevaluevaluevaluevaluevaluevaluevalue;unknownValuelessparamnameparamnameparamna\#
            meparamnameparamnameparamnameparamnameparamnameparamnameparamname
            Call-ID: longreq.onereallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyre\#
            allyreallyreallyreallyreallyreallyreallyreallyreallylongcallid
            CSeq: 3882340 INVITE
            Unknown-LongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLong\#
            -Name: unknown-longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglongl\#
            onglong-value; unknown-longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglongl\#
            onglonglonglong-parameter-name = unknown-longlonglonglonglonglonglonglonglonglonglonglon\#
            glonglonglonglonglonglonglonglong-parameter-value
            Via: SIP/2.0/TCP sip33.example.com
            v: SIP/2.0/TCP sip32.example.com
            V: SIP/2.0/TCP sip31.example.com
            Via: SIP/2.0/TCP sip30.example.com
            ViA: SIP/2.0/TCP sip29.example.com
            VIa: SIP/2.0/TCP sip28.example.com
            VIA: SIP/2.0/TCP sip27.example.com
            via: SIP/2.0/TCP sip26.example.com
            viA: SIP/2.0/TCP sip25.example.com
            vIa: SIP/2.0/TCP sip24.example.com
            vIA: SIP/2.0/TCP sip23.example.com
            V :  SIP/2.0/TCP sip22.example.com
            v :  SIP/2.0/TCP sip21.example.com
            V  : SIP/2.0/TCP sip20.example.com
            v  : SIP/2.0/TCP sip19.example.com
            Via : SIP/2.0/TCP sip18.example.com
            Via  : SIP/2.0/TCP sip17.example.com
            Via: SIP/2.0/TCP sip16.example.com
            Via: SIP/2.0/TCP sip15.example.com
            Via: SIP/2.0/TCP sip14.example.com
            Via: SIP/2.0/TCP sip13.example.com
            Via: SIP/2.0/TCP sip12.example.com
            Via: SIP/2.0/TCP sip11.example.com
            Via: SIP/2.0/TCP sip10.example.com
            Via: SIP/2.0/TCP sip9.example.com
            Via: SIP/2.0/TCP sip8.example.com
            Via: SIP/2.0/TCP sip7.example.com
            Via: SIP/2.0/TCP sip6.example.com
            Via: SIP/2.0/TCP sip5.example.com
            Via: SIP/2.0/TCP sip4.example.com
            Via: SIP/2.0/TCP sip3.example.com
            Via: SIP/2.0/TCP sip2.example.com
            Via: SIP/2.0/TCP sip1.example.com
            Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=verylonglonglonglonglonglong\#
            longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong\#
            longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglongbranchvalue
            Max-Forwards: 70
            Contact: <sip:amazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazi\#
            nglylongcallernameamazinglylongcallername@host5.example.net>
            Content-Type: application/sdp
            l: 150

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.1
            s=-
            c=IN IP4 192.0.2.1
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC

            """#
        ),
    ]
}

"""Spanish words for what the figures call in English. Without accents, in small letters, as texts are looked up."""

from collections.abc import Mapping
from typing import Final


def _pairs(text: str) -> dict[str, str]:
    return dict(entry.strip().split("=") for entry in text.replace("\n", ";").split(";") if entry.strip())


OCCUPATIONS: Final[Mapping[str, str]] = _pairs(
    """
    abogado=lawyer; abogada=lawyer; actor=actor; actriz=actress; albanil=bricklayer; arquitecto=architect
    arquitecta=architect; azafata=flight attendant; barbero=barber; bibliotecario=librarian; bibliotecaria=librarian
    bombero=firefighter; bombera=firefighter; camarero=waiter; camarera=waitress; camionero=truck driver
    carnicero=butcher; carpintero=carpenter; cartero=postman; cocinero=cook; cocinera=cook
    contable=accountant; dentista=dentist; electricista=electrician; enfermera=nurse
    enfermero=nurse; escritor=writer; escritora=writer; farmaceutico=pharmacist; farmaceutica=pharmacist
    fontanero=plumber; fotografo=photographer; fotografa=photographer; ganadero=farmer; granjero=farmer
    ingeniero=engineer; ingeniera=engineer; jardinero=gardener; juez=judge; jueza=judge; maestra=teacher
    maestro=teacher; mecanico=mechanic; minero=miner; modista=dressmaker; musico=musician; panadero=baker
    panadera=baker; peluquera=hairdresser; peluquero=hairdresser; periodista=journalist; pescador=fisherman
    pintor=painter; piloto=pilot; policia=police officer; profesor=teacher; profesora=teacher; soldador=welder
    taxista=taxi driver; veterinaria=vet; veterinario=vet
    """
)
CONDITIONS: Final[Mapping[str, str]] = _pairs(
    """
    asma=asthma; artritis=arthritis; artritis reumatoide=rheumatoid arthritis; autismo=autism
    cancer de mama=breast cancer; cancer de prostata=prostate cancer; cancer de pulmon=lung cancer
    cancer de colon=colon cancer; celiaquia=coeliac disease; demencia=dementia; depresion=depression
    diabetes=diabetes; diabetes tipo 1=type 1 diabetes; diabetes tipo 2=type 2 diabetes; ela=als; epilepsia=epilepsy
    enfermedad de parkinson=parkinson's disease; parkinson=parkinson's disease; esclerosis multiple=multiple sclerosis
    esquizofrenia=schizophrenia; fibrosis quistica=cystic fibrosis; hemofilia=haemophilia; hipertension=hypertension
    ictus=stroke; infarto=heart attack; insuficiencia cardiaca=heart failure; lepra=leprosy; leucemia=leukaemia
    lupus=lupus; miastenia gravis=myasthenia gravis; migrana=migraine; porfiria=porphyria; psoriasis=psoriasis
    sarcoidosis=sarcoidosis; sindrome de down=down syndrome; trastorno bipolar=bipolar disorder
    tuberculosis=tuberculosis; enfermedad de crohn=crohn's disease; enfermedad de huntington=huntington's disease
    vih=hiv
    """
)

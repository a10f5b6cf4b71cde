"""Ordinary French words a line of a meeting may begin with, so that whoever else begins one is a name to check.

Collected by the project itself, under its own licence. First names, departments and roles are left out on purpose.
"""

_WORDS = """
a abandon abandonner abandonné abord aborder absence absent absente absents accepter accord accorder accès accélérer
achat acheter achever acte actif action actions actuel actuellement adapter affaire affecter afin agence agir ainsi
ajouter ajuster alerte alerter alertes aller alors alternative amélioration améliorer an analyse analyser ancien
annoncer annuel annuler annulé année appel appeler application appliquer apporter apprendre appris approbation
approuver appui appuyer après arbitrage arbitrer arrivants arriver arrivée arrêt arrêter arrêté arrêtée assez assumer
assurance assurer astreinte attend attendent attendons attendre attendu attendue attendues attendus attente attention
attribuer au aucun aucune aucuns audit augmentation augmenter aujourd auquel aussi autant automne autour autre
autrement autres auxquelles auxquels avance avancement avancer avant avantage avec avenir avez avis avoir avons bail
baisse baisser bascule basculer base besoin besoins bien bientôt bilan bloc blocage bloque bloquent bloquer bloqué
bloquée bogue bogues bon bonne bout boutique bref budget bureau bureaux but bâtiment c cadre calcul calculer calendrier
candidat candidats candidature candidatures capacité car cas cause causes ce ceci cela celle celui cent centre
cependant certain certains ces cesser cet cette ceux chacun chacune changement changements changer chaque charge
charges chercher chez chiffre chiffrer chiffres choisir choisissez choisissons choix chose choses cible ciblé cinq
cinquante clairement clarifier client clients clore clôture clôturer code collègue collègues combien comme commencer
comment commun communiquer comparer comparez comparons compenser compenserait compensé compléter comprendre compris
compte compter concerner conclure conclusion concurrent concurrents condition conditions confidentialité confier
confirmation confirmer confirmez conformité congé congés connaître conseil consentement conserver considérer constat
constater consulter conséquence contacter contenir continuer contraire contrat contre contrôle contrôler convenir
correctif correction corriger coup couper cours court couvrir coût coûte coûtent coûter coûts critique croissance
croître créer créneau créneaux côté d daily dans date dates de dehors demain demande demander demandée demandées
demandés demi depuis dernier derniers dernière des descendre description dessous dessus deux deuxième devant devenir
devez devis devoir devons devra devrait difficile difficulté différence différent diminuer dire direct directement
direction discussion discuter disponible dit dites divers dix document doit doivent donc donner donnée données dont
dossier double doute douter douze droit du due duquel dur durable durer durée dès début décalage décaler décide
décident décider décidez décidé décision décisions déclarer déclin découvrir décrire défaut définir définitif
définition définitive déjeuner déjà délai délais démarrer démonstration départ dépasse dépassement dépassent dépasser
dépendance dépendre dépense dépenser dépenses déplacer déplacé déploiement déployer désaccord désolé désormais détail
détailler développer dîner eau effectif effectifs effectuer effet effort elle elles embauche embaucher embauches
embauché emploi empêcher en encore encourager endroit engagement engagements engager enjeu enjeux enquête
enregistrement ensemble ensuite entendre entier entrants entre entrepôt entrer entretien entretiens envers environ
envisager envoi envoyer envoyez erreur es espérer essai essayer essentiel est estimation estimer et eux exact
exactement examen examiner excuses exemple exiger expliquer exploitation explorer exprimer extension facile facteur
facture factures faible faire fait faites faits falloir faudra faudrait faut façon fermer fermeture fermez fermée feu
fiche fil fin final finalement finir fixer fixée fois fonction fonctionner fond force formation formations forme former
fort fournir fournisseur fournisseurs frais franchir freiner fusion futur félicitations gagner gain garantir garder
gardez gardons gel geler genre gestion global grand grave gros groupe guide général gérer habitude halle hausse haut
heure heures hier historique hiver hors hui huit hypothèse hébergement hésiter hôtel ici identifier idée idées il ils
immédiat impact important imposer impossible impôt incident incidents inclure inconnu indicateur indiquer information
informer initial inquiétude insister intention interne intervenir intégration intégrer intérêt invitation invitations
inviter invité invités j jamais je jour journal journaux jours jusqu jusque juste l la laisser lancement lancer lancé
lancée laquelle latence le lecture lentement lequel les lesquelles lesquels leur leurs lever libre libérer licence
licences lien lier lieu ligne lignes limite limiter lire liste livraison livrer livré local loin long longtemps lors
lorsque loyer lui là m ma machine machines magasin main maintenant maintenir mais majeur mal maladie malgré manière
manque manquent manquer maquette marche marché marge matin matériel mauvais me meilleur meilleurs membre membres mener
mensuel merci mes message mesure mesurer met mettez mettre midi mieux migration mille minimum minute minutes mis mise
mobile mode modification modifier modèle moi moindre moins mois moitié moment mon montant monter montrer mot motif
moyen moyenne médiane même n ne neuf ni niveau nom nombre non nos notamment note noter notes notez notre nous nouveau
nouveaux nouvel nouvelle nouvelles noël nuit nul nécessaire nécessiter négocier objectif objectifs objet obligation
obtenir occasion offre on ont onze option options or ordinateur ordinateurs ordre organiser origine ou oublier oui
outil outils ouvert ouverte ouverts ouverture ouvrez ouvrir où panne par parce pare pareil parfois parler parmi part
partage partager partenaire partenaires partie partir pas passage passation passe passer pause payer payé peine penchez
pendant penser pensez perdre permettre permis personne personnes perspective perte peser petit peu peur peut peuvent
pilotage pilote piloter pire place plafond plainte plaintes plan planifier planning plupart plus plusieurs plutôt point
points politique ponctuel ponctuelle ponctuels port portail porter poser position possibilité possible poste postes
pour pourcentage pourquoi pourrait poursuivre pourtant pousser pouvez pouvoir pouvons pratique premier première prend
prendre prenez prennent presque presse pression prestataire prestataires prime primes principal printemps prioritaire
priorité priorités pris prise prix problème problèmes processus prochain prochaine procédure produire produit profit
programme progresser progrès projet projets promesse promesses promettre promis promise promotion promotions proposer
proposition propositions propre protéger prouver provenir provisoire prudent près préciser précision précédent
préférence préférer préparation préparer présence présent présente présenter présents prévenir prévention prévision
prévisions prévoir prévu prévue prévues prêt puis puisque pâques qu qualité quand quant quarante quart quatre que quel
quelle quelles quelqu quelque quelques quels question questions qui quinze quitter quoi quotidien raison raisons rapide
rapidement rappel rappeler rappels rapport rapprocher rare recevoir recherche recherches reconduire reconduit
recrutement recrutements recruter reculer refaire refus refuser regarder regret rejeter relance relancer relation
relever relire remarque remettre remise remplacer remplir rencontrer rendre rendu renforcer renoncer renouveler
renouvellement renouvelé rentrer repas report reporter reporté repos reprendre reprise respecter responsabilité
ressource ressources reste restent rester restreindre retard retards retenir retiennent retient retirer retour retours
retrait retrouver revenir revenu revient revoir revue reçu reçue rien risque risquer risques rythme règle règlement
réaction réagir réaliser récemment récent réclamation réclamations récurrent récurrente réduction réduire réel
référence région régler réparer répartir réparé réparée répondre réponse réponses répéter réseau réservation
réservations réserve réserver réservez résiliation résilier résilié résoudre résultat résultats résumé résumés
rétrospective réunion réunions réussir réussite rôle s sa saisir salaire salaires salarié salariés salle sans santé
satisfaire sauf saurait sauvegarde sauvegardes savoir se secteur section selon semaine semaines sembler sens sept sera
serait serveur serveurs service services ses seuil seul seulement si signal signaler signature signer signez signé
signée simple simplifier situation six soi soir soirée soit solde solution solutions somme son sondage sont sort
sortants sortie sortir souci souhait souhaiter source sous soutenir soutien souvent spécial stable statut stratégie
structure succès suffire suffisant suite suivant suivi suivre sujet sujets supprimer sur surtout surveiller survenir
suspendre système sécurisé série sûr t ta tableau tant tard tarif taux taxe te technique tel tellement temps tendance
tenir tenter terme terminer terminé test tester testé texte ticket tickets tiennent tient titre toi tomber ton total
totalité toucher toujours tour tous tout toute toutes traitement traiter tranche trancher tranchons transcription
transfert transmettre travail travailler travaux travers trente trimestre trois trop trouver très tu type tâche tâches
télétravail tête tôt un une unique urgence urgent usage usine utile utiliser va vacances valable valent valeur
validation valider validez vaudrait vaut vendre venir vente venu vers version veut vie viennent vient vigilance vingt
visiteur vite voici voie voilà voir vol volume vont vos votre voulez vouloir voulons vous voyage vrai vraiment vue
véhicule vérifier vérifiez y zéro ça écart écarts échange échanger échec échéance éclaircir écouter écrire écrit égal
également éloge énergie équipe équipes étaient était étant étape étapes état étude étudier été évaluer éviter évoluer
évolution évoquer être
"""
FRENCH = frozenset(_WORDS.split())
